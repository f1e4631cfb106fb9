package dev.traqo.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** Runs the program in this process, at a fixed moment, in UTC, 120 columns wide unless told otherwise. */
final class Cli {

    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    record Result(int exitCode, String output, String errorOutput) {}

    private final Map<String, String> environment = new HashMap<>(Map.of("COLUMNS", "120"));
    private boolean terminal;

    static Result launch(String... args) {
        return new Cli().run(args);
    }

    static Cli columns(int columns) {
        return new Cli().with("COLUMNS", Integer.toString(columns));
    }

    Cli with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Cli without(String variable) {
        environment.remove(variable);
        return this;
    }

    /** As if a person watched. */
    Cli onTerminal() {
        terminal = true;
        return this;
    }

    Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(terminal(out, err), args);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Terminal terminal(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        return new Terminal(
                out,
                err,
                terminal,
                false,
                0,
                Map.copyOf(environment),
                Clock.fixed(NOW, ZoneOffset.UTC),
                ZoneOffset.UTC);
    }
}
