package dev.traqo.cli;

import dev.traqo.cli.text.Glyphs;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: reads its arguments, runs a command, turns what went wrong into one line and an exit code. */
public final class Main {

    /** Each command by name. They are made only when called for: reflecting over all of them takes time. */
    private static final Map<String, Function<Terminal, Object>> COMMANDS = new TreeMap<>(Map.of(
            "demo", DemoCommand::new,
            "ls", LsCommand::new,
            "show", ShowCommand::new,
            "tail", TailCommand::new,
            "stats", StatsCommand::new,
            "validate", ValidateCommand::new,
            "recover", RecoverCommand::new));

    /** The order of the help page: what a newcomer needs first. */
    private static final List<String> ORDER = List.of("demo", "ls", "show", "tail", "stats", "validate", "recover");

    private Main() {}

    /** Runs the program and ends the process. */
    public static void main(String[] args) {
        int exitCode = run(Terminal.ofProcess(), args);
        // halt would skip the shutdown hooks of tracers that `demo` opens.
        System.exit(exitCode);
    }

    /**
     * Runs one command.
     *
     * @return 0 done, 1 it failed or found problems, 2 it was called the wrong way
     */
    static int run(Terminal terminal, String... args) {
        try {
            int exitCode = commandLine(terminal, args).execute(args);
            terminal.flush();
            return exitCode;
        } catch (OutputClosed e) {
            return e.complain(terminal.err());
        }
    }

    static CommandLine commandLine(Terminal terminal, String... args) {
        CommandLine program = new CommandLine(new Program());
        String named = firstWord(args);
        if (COMMANDS.containsKey(named)) {
            program.addSubcommand(named, COMMANDS.get(named).apply(terminal));
        } else {
            for (String name : ORDER) {
                program.addSubcommand(name, COMMANDS.get(name).apply(terminal));
            }
            program.addSubcommand(new CommandLine.HelpCommand());
        }
        program.setOut(terminal.outWriter())
                .setErr(terminal.errWriter())
                .setColorScheme(CommandLine.Help.defaultColorScheme(helpColour(terminal, args)))
                .setUsageHelpWidth(Math.max(60, Math.min(terminal.width(), 100)))
                .setUsageHelpAutoWidth(false)
                .setUsageHelpLongOptionsMaxWidth(24)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(usageErrors(terminal))
                .setExecutionExceptionHandler(failures(terminal));
        return program;
    }

    private static String firstWord(String[] args) {
        return args.length > 0 ? args[0] : "";
    }

    private static Ansi helpColour(Terminal terminal, String[] args) {
        ColorMode mode = List.of(args).contains("--color=always")
                ? ColorMode.ALWAYS
                : List.of(args).contains("--color=never") ? ColorMode.NEVER : ColorMode.AUTO;
        return terminal.colour(mode) ? Ansi.ON : Ansi.OFF;
    }

    private static IParameterExceptionHandler usageErrors(Terminal terminal) {
        return (exception, args) -> {
            terminal.flush();
            terminal.err().println(usageMessage(exception));
            terminal.err().flush();
            return 2;
        };
    }

    private static String usageMessage(ParameterException exception) {
        String command = exception.getCommandLine().getCommandSpec().qualifiedName();
        String what = String.valueOf(exception.getMessage()).lines().findFirst().orElse("");
        if (exception instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            boolean root = exception.getCommandLine().getParent() == null;
            what = (word.startsWith("-") ? "unknown option " : root ? "unknown command " : "one argument too many: ")
                    + "'" + word + "'";
            List<String> close = unmatched.getSuggestions();
            if (!close.isEmpty() && (root || word.startsWith("-"))) {
                what += ", did you mean '" + close.get(0) + "'?";
            }
        }
        String message = what.isEmpty() ? "wrong arguments" : Character.toLowerCase(what.charAt(0)) + what.substring(1);
        return Glyphs.line(command + ": " + message + "; see '" + command + " --help'");
    }

    private static IExecutionExceptionHandler failures(Terminal terminal) {
        return (exception, commandLine, parsed) -> {
            if (exception instanceof OutputClosed closed) {
                return closed.complain(terminal.err());
            }
            terminal.flush();
            PrintStream err = terminal.err();
            err.println("traqo: " + Failure.describe(exception));
            if (terminal.environment("TRAQO_DEBUG") != null) {
                exception.printStackTrace(err);
            }
            err.flush();
            return 1;
        };
    }
}
