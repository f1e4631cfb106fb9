package dev.traqo.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code traqo} without a command: its help page. */
@Command(
        name = "traqo",
        versionProvider = Program.Version.class,
        synopsisHeading = "",
        customSynopsis = "Usage: traqo COMMAND [OPTIONS] [FILE|DIR]",
        description = {"%nReads trace files: what an application and its language models did, step by step.%n"},
        optionListHeading = "%nOptions:%n",
        commandListHeading = "Commands:%n",
        footer = {
            "",
            "A trace is a plain file, NAME.jsonl or its archive NAME.jsonl.gz. Wherever a FILE is asked for, "
                    + "NAME alone is enough. Wherever a DIR is optional, it is $TRAQO_TRACE_DIR, else ./traces, else "
                    + "the current folder.",
            "",
            "Examples:",
            "  traqo demo                             something to look at",
            "  traqo ls --since 1d --status error     what failed since yesterday",
            "  traqo show traces/run.jsonl            one trace as a tree",
            "  traqo show run --span 4f2a             one span with its input and output",
            "  traqo tail traces                      watch traces being written",
            "  traqo ui                               all of them in a browser",
            "  traqo ls --json | jq .cost             for other programs",
            "",
            "'traqo COMMAND --help' explains a command. Exit codes: 0 done, 1 failed, 2 wrong usage.",
        })
final class Program implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this page.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version.")
    boolean version;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        CommandLine program = spec.commandLine();
        program.usage(program.getOut());
    }

    /** From the jar's manifest; a class folder has none. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "traqo " + number() + ", Java " + Runtime.version().feature()
            };
        }

        static String number() {
            String version = Program.class.getPackage().getImplementationVersion();
            return version == null ? "(development)" : version;
        }
    }
}
