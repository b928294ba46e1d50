package io.pipit.cli.testing;

import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Outcomes in the XML that build servers show: a suite for each test file. */
final class JUnitFile {
    private JUnitFile() {}

    static void write(Path file, List<TestOutcome> outcomes) {
        Map<String, List<TestOutcome>> suites = new LinkedHashMap<>();
        outcomes.forEach(o ->
                suites.computeIfAbsent(o.test().file(), f -> new ArrayList<>()).add(o));
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
                XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(writer);
                xml.writeStartDocument("UTF-8", "1.0");
                counted(xml, "testsuites", "pipit test", outcomes);
                for (Map.Entry<String, List<TestOutcome>> suite : suites.entrySet()) {
                    counted(xml, "testsuite", suite.getKey(), suite.getValue());
                    for (TestOutcome outcome : suite.getValue()) {
                        test(xml, outcome);
                    }
                    xml.writeEndElement();
                }
                xml.writeEndElement();
                xml.writeEndDocument();
                xml.close();
            }
        } catch (IOException | XMLStreamException e) {
            throw new PipitException(
                    ErrorCode.INVALID_ARGUMENT, "The report " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void counted(XMLStreamWriter xml, String element, String name, List<TestOutcome> outcomes)
            throws XMLStreamException {
        long failed = outcomes.stream().filter(o -> !o.passed()).count();
        xml.writeCharacters("\n");
        xml.writeStartElement(element);
        xml.writeAttribute("name", name);
        xml.writeAttribute("tests", Integer.toString(outcomes.size()));
        xml.writeAttribute("failures", Long.toString(failed));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute(
                "time", seconds(outcomes.stream().mapToLong(TestOutcome::millis).sum()));
    }

    private static void test(XMLStreamWriter xml, TestOutcome outcome) throws XMLStreamException {
        TestCase test = outcome.test();
        xml.writeCharacters("\n");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", TestFile.pipe(test.file()));
        xml.writeAttribute("name", text(test.name()));
        xml.writeAttribute("file", test.file());
        xml.writeAttribute("line", Integer.toString(test.line()));
        xml.writeAttribute("time", seconds(outcome.millis()));
        if (!outcome.passed()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", text(outcome.problems().get(0)));
            xml.writeCharacters(text(String.join("\n", outcome.problems())));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }

    /** XML has no place for most control characters. */
    private static String text(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F]", "?");
    }
}
