package dev.traqo.cli;

import dev.traqo.cli.text.Line;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the program prints to and what it knows about its surroundings. Tests make their own, with a fixed clock, zone
 * and width.
 */
final class Terminal {

    /** Width of lines that go to a file or a pipe, where COLUMNS does not say. */
    private static final int DEFAULT_WIDTH = 120;

    /** Width of lists that go to a file or a pipe. */
    private static final int WIDE = 300;

    /** A terminal narrower than this is treated as this wide: columns need some room. */
    private static final int NARROWEST = 40;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private final boolean interactiveErr;
    private final Map<String, String> environment;
    private final int columns;
    private final Clock clock;
    private final ZoneId zone;
    private boolean colour;
    private boolean ofThisProcess;

    /**
     * @param interactive whether {@code out} is a terminal
     * @param interactiveErr whether {@code err} is one
     * @param columns its width; 0 if not known
     */
    Terminal(
            OutputStream out,
            OutputStream err,
            boolean interactive,
            boolean interactiveErr,
            int columns,
            Map<String, String> environment,
            Clock clock,
            ZoneId zone) {
        this.out = new PrintStream(new Watched(out), false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, false, StandardCharsets.UTF_8);
        this.interactive = interactive;
        this.interactiveErr = interactiveErr;
        this.environment = environment;
        // An exported COLUMNS is a wish; the terminal's own width is a fact for those without one.
        int wished = number(environment.get("COLUMNS"));
        this.columns = wished > 0 ? wished : columns;
        this.clock = clock;
        this.zone = zone;
        this.colour = colour(ColorMode.AUTO);
    }

    /** The terminal of this process. The launcher script says what Java cannot find out quickly. */
    static Terminal ofProcess() {
        boolean console = isConsole();
        Terminal terminal = new Terminal(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                new FileOutputStream(FileDescriptor.err),
                told("traqo.out.terminal", console),
                told("traqo.err.terminal", console),
                number(System.getProperty("traqo.columns")),
                System.getenv(),
                Clock.systemUTC(),
                ZoneId.systemDefault());
        terminal.ofThisProcess = true;
        return terminal;
    }

    private static boolean told(String property, boolean otherwise) {
        String value = System.getProperty(property);
        return value == null ? otherwise : Boolean.parseBoolean(value);
    }

    /** Since Java 22 there is a console even without a terminal; it then says so itself. */
    @SuppressWarnings("SystemConsoleNull") // Java 17 to 21 is exactly where null means something.
    private static boolean isConsole() {
        Object console = System.console();
        if (console == null || Runtime.version().feature() < 22) {
            return console != null;
        }
        try {
            return Boolean.TRUE.equals(
                    java.io.Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Whether this is the process's own: then a command may decide how the process ends. */
    boolean ofThisProcess() {
        return ofThisProcess;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    /** Whether a person watches the output. */
    boolean interactive() {
        return interactive;
    }

    /** Whether a person watches what goes to standard error. */
    boolean showsProgress() {
        return interactiveErr && !"dumb".equals(environment.get("TERM"));
    }

    Clock clock() {
        return clock;
    }

    ZoneId zone() {
        return zone;
    }

    @Nullable
    String environment(String name) {
        return environment.get(name);
    }

    /** Cells in a line. */
    int width() {
        return columns > 0 ? Math.max(columns, NARROWEST) : DEFAULT_WIDTH;
    }

    /** Cells in a line of a list: more where lines go to a program, which should get whole names. */
    int listWidth() {
        return columns > 0 || interactive ? width() : WIDE;
    }

    /** Whether a command that was asked for {@code mode} colours its output. */
    boolean colour(ColorMode mode) {
        String noColor = environment.get("NO_COLOR");
        return switch (mode) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO ->
                interactive && (noColor == null || noColor.isEmpty()) && !"dumb".equals(environment.get("TERM"));
        };
    }

    /** Decides for the lines that follow. */
    void use(OutputOptions options) {
        colour = colour(options.color);
    }

    void print(Line line) {
        out.print(line.render(colour));
        out.print('\n');
    }

    void print(List<Line> lines) {
        for (Line line : lines) {
            print(line);
        }
    }

    void print(String line) {
        out.print(line);
        out.print('\n');
    }

    void flush() {
        out.flush();
    }

    private static int number(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 5) {
            return 0;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isDigit(text.charAt(i))) {
                return 0;
            }
        }
        return Integer.parseInt(text);
    }

    /** Ends the command when nobody reads any more; a PrintStream would go on writing into the void. */
    private static final class Watched extends OutputStream {
        private final OutputStream target;

        Watched(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) {
            try {
                target.write(b);
            } catch (IOException e) {
                throw new OutputClosed(e);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                target.write(bytes, offset, length);
            } catch (IOException e) {
                throw new OutputClosed(e);
            }
        }

        @Override
        public void flush() {
            try {
                target.flush();
            } catch (IOException e) {
                throw new OutputClosed(e);
            }
        }
    }
}
