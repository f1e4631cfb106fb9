package dev.traqo.cli;

import picocli.CommandLine.Option;

/** The options that every command has. */
final class OutputOptions {

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            order = 1001,
            description = "auto (default: on a terminal, unless NO_COLOR is set), always or never.")
    ColorMode color = ColorMode.AUTO;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            order = 1002,
            description = "Print this page.")
    boolean help;
}
