package dev.traqo.cli;

/** When to colour. */
enum ColorMode {
    AUTO,
    ALWAYS,
    NEVER
}
