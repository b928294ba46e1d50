package io.pipit.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** CPU time and memory of a process with all its descendants, as {@code /proc} says: everything that they do, GC and JIT too. */
public final class ProcessTree {
    private static final double TICKS_A_SECOND = 100;
    private static final int USER = 11;
    private static final int CHILDREN = 13;

    private final ProcessHandle root;

    /** Of a process. */
    public ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    /** CPU time until now, in seconds; that of children who have ended is included. */
    public double cpuSeconds() {
        return Stream.concat(Stream.of(root), root.descendants())
                        .mapToLong(p -> ticks(p.pid()))
                        .sum()
                / TICKS_A_SECOND;
    }

    /** Resident memory now, in MB. */
    public double residentMegabytes() {
        return Stream.concat(Stream.of(root), root.descendants())
                        .mapToLong(p -> kilobytes(p.pid(), "VmRSS:"))
                        .sum()
                / 1024.0;
    }

    /** The most resident memory of the process itself since its start, or since it was forgotten, in MB. */
    public double peakMegabytes() {
        return kilobytes(root.pid(), "VmHWM:") / 1024.0;
    }

    /** Lets the peak begin at what is resident now. */
    public void forgetPeak() {
        try {
            Files.writeString(Path.of("/proc", Long.toString(root.pid()), "clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long ticks(long pid) {
        String stat = read(pid, "stat");
        if (stat.isEmpty()) {
            return 0;
        }
        // The name of the program may hold anything; what follows its closing parenthesis is regular.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long sum = 0;
        for (int i = USER; i < CHILDREN + 2; i++) {
            sum += Long.parseLong(fields[i]);
        }
        return sum;
    }

    private static long kilobytes(long pid, String value) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith(value))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
