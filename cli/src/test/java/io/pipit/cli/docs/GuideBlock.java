package io.pipit.cli.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a guide.
 *
 * @param language behind its fence; the empty text for none
 * @param file that it is to be written to; the empty text for none
 */
public record GuideBlock(String language, String file, String text) {
    private static final Pattern BLOCK =
            Pattern.compile("^```(\\w*)( \\S+)?\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    /** The blocks of a guide, in their order. */
    public static List<GuideBlock> of(Path guide) throws IOException {
        List<GuideBlock> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(Files.readString(guide));
        while (found.find()) {
            String file = found.group(2) == null ? "" : found.group(2).strip();
            blocks.add(new GuideBlock(found.group(1), file, found.group(3)));
        }
        return blocks;
    }

    /** Writes the file. */
    public void write(Path folder) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** A command, and what it is to print. */
    public record Command(String line, List<String> expected) {}

    /** Lines that start with a dollar are commands, the others what they print. */
    public List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("$ ")) {
                commands.add(new Command(line.substring(2), new ArrayList<>()));
            } else if (!commands.isEmpty()) {
                commands.get(commands.size() - 1).expected().add(line);
            }
        }
        return commands;
    }
}
