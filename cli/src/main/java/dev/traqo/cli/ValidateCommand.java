package dev.traqo.cli;

import dev.traqo.cli.text.Glyphs;
import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.text.Units;
import dev.traqo.read.TraceCheck;
import dev.traqo.read.TraceCheck.Problem;
import dev.traqo.read.TraceCheck.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code traqo validate}: a trace file against the specification. */
@Command(
        name = "validate",
        sortOptions = false,
        description = {"Compare a trace file with the specification, line by line."},
        footer = {
            "",
            "Prints each problem as FILE:LINE: what it is, what to do. Reading a trace never fails because "
                    + "of one of these: this is for those who write traces, and for files that were damaged.",
            "",
            "Also checks that the images, sounds and documents that the trace names are there, whole and unchanged.",
            "",
            "A remark is no problem of the file: it says what was recorded in a way that is probably not wanted.",
            "",
            "--json prints one object: file, traces, spans, lines, and problems and remarks with line, what, remedy.",
            "",
            "Exit code: 0 no problem, 1 problems found.",
            "",
            "Examples:",
            "  traqo validate traces/run.jsonl",
            "  traqo validate run.jsonl.gz --json | jq '.problems | length'",
        })
final class ValidateCommand implements Callable<Integer> {

    /** Of the same kind of problem in one file; the rest is counted. */
    private static final int SHOWN_OF_A_KIND = 20;

    private static final String REMARK = "remark: ";

    @Parameters(paramLabel = "FILE", description = "Trace file or archive; its name without ending is enough.")
    String file = "";

    @Option(names = "--json", order = 1000, description = "One JSON object, with all problems.")
    boolean json;

    @Mixin
    OutputOptions output = new OutputOptions();

    private final Terminal terminal;

    ValidateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        terminal.use(output);
        Path path = Traces.file(file, terminal);
        long megabytes = Files.size(path) >> 20;
        List<Object> problems = new ArrayList<>();
        List<Object> remarks = new ArrayList<>();
        Map<String, Integer> kinds = new LinkedHashMap<>();
        Report report;
        try (Progress progress = Progress.of(terminal, () -> "Checking " + path + " (" + megabytes + " MB)")) {
            report = TraceCheck.of(path, problem -> {
                if (json) {
                    (problem.remark() ? remarks : problems).add(fields(problem).map());
                } else if (kinds.merge(kind(problem), 1, Integer::sum) <= SHOWN_OF_A_KIND) {
                    terminal.print(line(path, problem));
                }
            });
        }
        if (json) {
            terminal.print(new Fields()
                    .add("file", path.toString())
                    .add("traces", report.traces())
                    .add("spans", report.spans())
                    .add("lines", report.lines())
                    .keep("problems", problems)
                    .keep("remarks", remarks)
                    .line());
        } else {
            summarize(path, report, kinds);
        }
        return report.problems() == 0 ? 0 : 1;
    }

    private static Line line(Path path, Problem problem) {
        return new Line()
                .foreign(path + ":" + problem.line() + ": ", Ink.BOLD)
                .add(problem.remark() ? REMARK : "", Ink.YELLOW)
                .foreign(problem.what(), problem.remark() ? Ink.YELLOW : Ink.RED)
                .add(", ")
                .foreign(problem.remedy(), Ink.PLAIN);
    }

    private void summarize(Path path, Report report, Map<String, Integer> kinds) {
        hidden(kinds, false, "more problem");
        hidden(kinds, true, "more remark");
        String size = Units.plural(report.traces(), "trace") + ", " + Units.plural(report.spans(), "span") + ", "
                + Units.plural(report.lines(), "line");
        boolean good = report.problems() == 0;
        String problems = good ? "no problems" : Units.plural(report.problems(), "problem");
        String remarks = report.remarks() == 0 ? "" : ", " + Units.plural(report.remarks(), "remark");
        terminal.print(Line.of(good ? "✓ " : "✗ ", good ? Ink.GREEN : Ink.RED)
                .add(Glyphs.line(path + ": " + problems + remarks))
                .add(" (" + size + ")", Ink.DIM));
    }

    private void hidden(Map<String, Integer> kinds, boolean remarks, String noun) {
        int hidden = kinds.entrySet().stream()
                .filter(kind -> kind.getKey().startsWith(REMARK) == remarks)
                .mapToInt(kind -> Math.max(0, kind.getValue() - SHOWN_OF_A_KIND))
                .sum();
        if (hidden > 0) {
            terminal.print(Line.of("… and " + Units.plural(hidden, noun) + " of these kinds", Ink.DIM));
        }
    }

    /** Problems that differ in an id or a number only are of one kind, and remarks that differ in what they quote. */
    private static String kind(Problem problem) {
        return problem.remark()
                ? REMARK + problem.what().replaceAll("(?s)\".*\"", "#")
                : problem.what().replaceAll("[0-9a-f]*[0-9][0-9a-f]*", "#");
    }

    private static Fields fields(Problem problem) {
        return new Fields()
                .add("line", problem.line())
                .add("what", problem.what())
                .add("remedy", problem.remedy());
    }
}
