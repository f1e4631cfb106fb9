package dev.traqo.cli;

import dev.traqo.cli.show.Family;
import dev.traqo.cli.show.Outline;
import dev.traqo.cli.text.Ink;
import dev.traqo.cli.text.Line;
import dev.traqo.cli.text.Units;
import dev.traqo.read.Pricing;
import dev.traqo.read.SpanNode;
import dev.traqo.read.TraceSummary;
import dev.traqo.read.TraceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code traqo show}: a trace as a tree, or one of its spans with all that it holds. */
@Command(
        name = "show",
        sortOptions = false,
        description = {"Print a trace as a tree of its spans, or one span with its input and output."},
        footer = {
            "",
            "The bar shows when a span ran and for how long; dashes: it has not ended. Child traces appear "
                    + "where they were started. ttft is the time to the first token of a model's answer.",
            "",
            "--kind and --errors keep the spans around a wanted one, so that its place is visible.",
            "",
            "--json prints one object: file, skipped, and traces. A trace has the fields of 'traqo ls "
                    + "--json', error, and tree, its spans depth first: id, parent_id, depth, name, kind, status, "
                    + "orphaned and missing_parent_id, lost_parent with thread and open_at_start (id of a span), "
                    + "start, duration_s, model, token and cost fields, time_to_first_token_s, error, and trace (name "
                    + "of the child trace it belongs to). With --span: one span, with input, output, metadata, tags, "
                    + "events.",
            "",
            "Examples:",
            "  traqo show traces/run.jsonl             the whole trace",
            "  traqo show run --depth 1                its outline",
            "  traqo show run --errors                 what failed, and inside what",
            "  traqo show run --kind llm,tool          model and tool calls only",
            "  traqo show run --span 4f2a              one span, by the beginning of its id",
        })
final class ShowCommand implements Callable<Integer> {

    /** Files that take long enough to read that a person wants to know. */
    private static final int MEGABYTE = 1 << 20;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "Trace file or archive; its name without ending is enough.")
    String file = "";

    @Option(names = "--trace", paramLabel = "N", description = "Only the Nth trace of a file that holds several.")
    @Nullable
    Integer trace;

    @Option(names = "--depth", paramLabel = "N", description = "Only N levels below the top spans.")
    @Nullable
    Integer depth;

    @Option(names = "--kind", paramLabel = "KIND", split = ",", description = "Only spans of this kind: llm, tool, …")
    List<String> kinds = new ArrayList<>();

    @Option(names = "--errors", description = "Only spans that failed.")
    boolean errors;

    @Option(names = "--ids", description = "Show the ids of spans, for --span.")
    boolean ids;

    @Option(names = "--span", paramLabel = "ID", description = "This span alone, with everything it holds.")
    @Nullable
    String span;

    @Option(names = "--json", order = 1000, description = "One JSON object.")
    boolean json;

    @Mixin
    OutputOptions output = new OutputOptions();

    private final Terminal terminal;

    ShowCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        terminal.use(output);
        if (depth != null && depth < 0) {
            throw new ParameterException(spec.commandLine(), "--depth must not be negative");
        }
        Path path = Traces.file(file, terminal);
        long megabytes = Files.size(path) / MEGABYTE;
        Family family;
        List<TraceSummary> summaries;
        try (Progress progress = Progress.of(terminal, () -> "Reading " + path + " (" + megabytes + " MB)")) {
            family = Family.open(path);
            summaries = TraceSummary.read(path);
        }
        try (family) {
            if (span != null) {
                showSpan(family, span);
            } else if (json) {
                terminal.print(new ShowJson(family, wanted(), Pricing.standard())
                        .file(path, chosen(family, path), summaries)
                        .line());
            } else {
                showTraces(family, path, summaries);
            }
        }
        return 0;
    }

    private Outline.Wanted wanted() {
        return new Outline.Wanted(depth == null ? Integer.MAX_VALUE : depth, new HashSet<>(kinds), errors);
    }

    /** Numbers of the traces to show, from 0. */
    private List<Integer> chosen(Family family, Path path) {
        int count = family.traces().size();
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(i);
        }
        if (trace == null) {
            return all;
        }
        if (trace < 1 || trace > count) {
            throw new Failure(path + ": has " + Units.plural(count, "trace") + "; "
                    + (count == 0 ? "leave --trace out" : "--trace takes a number from 1 to " + count));
        }
        return List.of(trace - 1);
    }

    private void showTraces(Family family, Path path, List<TraceSummary> summaries) {
        List<Integer> chosen = chosen(family, path);
        if (chosen.isEmpty()) {
            terminal.print(new Line().foreign(path + " holds no trace yet.", Ink.PLAIN));
        }
        LostParents lostParents = new LostParents();
        boolean first = true;
        for (int number : chosen) {
            if (!first) {
                terminal.print("");
                terminal.print(Line.of("─".repeat(terminal.width()), Ink.DIM));
            }
            first = false;
            TraceTree tree = family.traces().get(number);
            TraceSummary summary = summaries.get(Math.min(number, summaries.size() - 1));
            new TreePrinter(terminal, family, wanted(), ids, lostParents)
                    .print(tree, summary, number, family.traces().size());
        }
        List<Line> remedies = lostParents.remedies();
        if (!remedies.isEmpty() || !family.index().skipped().isEmpty()) {
            terminal.print("");
        }
        remedies.forEach(terminal::print);
        if (!family.index().skipped().isEmpty()) {
            terminal.print(new Line()
                    .foreign(
                            "! " + family.index().skipped() + ". 'traqo validate " + path + "' explains.", Ink.YELLOW));
        }
    }

    private void showSpan(Family family, String id) {
        List<SpanPrinter.Found> found = find(family, id);
        if (found.isEmpty()) {
            throw new Failure(file + ": has no span " + id + "; 'traqo show " + file + " --ids' prints the ids");
        }
        if (found.size() > 1) {
            List<String> some = found.stream()
                    .limit(4)
                    .map(each -> each.span().id() + " (" + each.span().name() + ")")
                    .toList();
            throw new Failure(file + ": " + Units.plural(found.size(), "span") + " begin with " + id + ": "
                    + String.join(", ", some) + (found.size() > 4 ? ", …" : "") + "; write more of the id");
        }
        SpanPrinter.Found one = found.get(0);
        if (json) {
            terminal.print(ShowJson.whole(one, Pricing.standard()).line());
        } else {
            new SpanPrinter(terminal, Pricing.standard()).print(one);
        }
    }

    /** All spans whose id is, or begins with, {@code id}; an exact one wins. Child traces are searched too. */
    private List<SpanPrinter.Found> find(Family family, String id) {
        List<SpanPrinter.Found> found = new ArrayList<>();
        Deque<TraceTree> trees = new ArrayDeque<>(
                trace == null
                        ? family.traces()
                        : List.of(family.traces()
                                .get(chosen(family, Path.of(file)).get(0))));
        while (!trees.isEmpty()) {
            TraceTree tree = trees.removeFirst();
            for (SpanNode node : tree.spans()) {
                if (node.id().equals(id)) {
                    return List.of(new SpanPrinter.Found(tree, node));
                }
                if (node.id().startsWith(id)) {
                    found.add(new SpanPrinter.Found(tree, node));
                }
            }
            for (Family.ChildTrace child : family.children(tree)) {
                if (child.tree() != null) {
                    trees.addLast(child.tree());
                }
            }
        }
        return found;
    }
}
