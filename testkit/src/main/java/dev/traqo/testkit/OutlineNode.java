package dev.traqo.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A span in an {@link Outline}. One that is expected may be marked with {@code >}: it was reached by the hop to another
 * thread, the end, or whatever else the row is about, and is what suffers where that is not covered.
 */
record OutlineNode(String label, boolean marked, List<OutlineNode> children) {

    /** One trace after the other, as {@link Outline} writes them. */
    static List<List<OutlineNode>> parse(String outline) {
        List<List<OutlineNode>> traces = new ArrayList<>();
        for (String trace : outline.split("\\|", -1)) {
            traces.add(parseAll(trace));
        }
        return traces;
    }

    private static List<OutlineNode> parseAll(String text) {
        List<OutlineNode> nodes = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i == text.length() ? ',' : text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                String one = text.substring(from, i).strip();
                if (!one.isEmpty()) {
                    nodes.add(parseOne(one));
                }
                from = i + 1;
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException("parentheses do not match: " + text);
        }
        return nodes;
    }

    private static OutlineNode parseOne(String text) {
        int open = text.indexOf('(');
        String label = open < 0 ? text : text.substring(0, open);
        List<OutlineNode> children = open < 0 ? List.of() : parseAll(text.substring(open + 1, text.length() - 1));
        return label.startsWith(">")
                ? new OutlineNode(label.substring(1), true, children)
                : new OutlineNode(label, false, children);
    }

    /** Siblings are sorted: threads record in any order. */
    static String render(List<OutlineNode> nodes) {
        return nodes.stream().map(OutlineNode::render).sorted().collect(Collectors.joining(", "));
    }

    private String render() {
        return children.isEmpty() ? label : label + "(" + render(children) + ")";
    }

    /** Without those that are marked; they are added to {@code removed}, each with what is left below it. */
    static List<OutlineNode> unmarked(List<OutlineNode> nodes, List<OutlineNode> removed) {
        List<OutlineNode> kept = new ArrayList<>();
        for (OutlineNode node : nodes) {
            OutlineNode clean = new OutlineNode(node.label, false, unmarked(node.children, removed));
            (node.marked ? removed : kept).add(clean);
        }
        return kept;
    }

    /** With those that are marked left open. */
    static List<OutlineNode> open(List<OutlineNode> nodes) {
        return nodes.stream()
                .map(node -> new OutlineNode(
                        node.marked ? node.label + Outline.OPEN : node.label, false, open(node.children)))
                .toList();
    }
}
