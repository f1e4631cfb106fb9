package dev.traqo.cli;

import dev.traqo.cli.text.Glyphs;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: reads its arguments, runs a command, turns what went wrong into one line and an exit code. */
public final class Main {

    /**
     * Each command by name, in the order of the help page. They are made only when called for: reflecting over all of
     * them takes time.
     */
    private static final Map<String, Function<Terminal, Object>> COMMANDS = new LinkedHashMap<>();

    static {
        COMMANDS.put("demo", DemoCommand::new);
        COMMANDS.put("ls", LsCommand::new);
        COMMANDS.put("show", ShowCommand::new);
        COMMANDS.put("tail", TailCommand::new);
        COMMANDS.put("ui", UiCommand::new);
        COMMANDS.put("stats", StatsCommand::new);
        COMMANDS.put("validate", ValidateCommand::new);
        COMMANDS.put("recover", RecoverCommand::new);
    }

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
        Function<Terminal, Object> named = COMMANDS.get(firstWord(args));
        if (named != null) {
            program.addSubcommand(firstWord(args), named.apply(terminal));
        } else {
            COMMANDS.forEach((name, command) -> program.addSubcommand(name, command.apply(terminal)));
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
