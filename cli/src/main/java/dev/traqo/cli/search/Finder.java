package dev.traqo.cli.search;

/** Finds a match in decoded text. Belongs to one thread. */
abstract class Finder {

    /** Where the last match begins and ends. */
    int start;

    int end;

    /** Looks for the first match; the text is only valid during the call. */
    abstract boolean find(char[] text, int length);

    /** Whether all of the text is what is looked for. */
    abstract boolean is(String text);

    /** How many characters a match may need that reaches over the end of a piece of text. */
    abstract int reach();
}
