package dev.traqo.cli.chat;

import dev.traqo.Kind;
import dev.traqo.read.EventLine;
import dev.traqo.read.Json;
import dev.traqo.read.TraceIndex;
import java.io.IOException;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The calls of models in a file as one conversation: a line of JSON for each (the pages' {@code ChatCall}), without what
 * every call repeats of the one before it. Not safe for several threads.
 *
 * <pre>{@code
 * Transcript transcript = new Transcript(index);
 * for (int row : transcript.rows()) {
 *     String json = transcript.next(row);
 * }
 * }</pre>
 */
public final class Transcript {

    /** About so long is a call's JSON; people do not read more of one. */
    private static final int LONGEST = 1 << 20;

    /** Bytes of a value that is looked at: as objects it takes several times as much. */
    private static final long LARGEST = 32 << 20;

    private static final int REMEMBERED = 1 << 20;

    private final TraceIndex index;
    private final LinkedHashMap<Long, Lane> lanes = new LinkedHashMap<>(16, 0.75f, true);
    private long remembered;

    public Transcript(TraceIndex index) {
        this.index = index;
    }

    /** Rows of the calls, in the order in which they began. Looks at every span. */
    public int[] rows() {
        BitSet calls = new BitSet();
        for (int row = 0; row < index.size(); row++) {
            if (ofModel(row)) {
                calls.set(row);
            }
        }
        // A library that is traced itself, on a client that is traced too: the client's span has all there is to see.
        BitSet wrappers = new BitSet();
        calls.stream()
                .map(index::parent)
                .filter(parent -> parent >= 0 && calls.get(parent))
                .forEach(wrappers::set);
        calls.andNot(wrappers);
        return IntStream.of(calls.stream().toArray())
                .boxed()
                .sorted(Comparator.comparingLong(index::startMicros))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private boolean ofModel(int row) {
        return Kind.LLM.label().equals(index.kind(row));
    }

    /** The nearest span of kind agent around this one, else the top span above it; -1 if it is one itself. */
    public int lane(int row) {
        int top = -1;
        for (int at = index.parent(row); at >= 0; at = index.parent(at)) {
            if (Kind.AGENT.label().equals(index.kind(at))) {
                return at;
            }
            top = at;
        }
        return top;
    }

    /** Top spans of different traces are different conversations. */
    private long key(int row) {
        int lane = lane(row);
        return lane >= 0 ? lane : -1L - index.trace(row).firstRow();
    }

    /**
     * The span as a line of JSON, complete. Of any kind.
     *
     * @throws IOException if the file cannot be read
     */
    public String whole(int row) throws IOException {
        Call call = read(row);
        return call == null
                ? line(row, Call.TOO_LARGE, List.of(), 0, true, true)
                : line(row, call, json(call.messages()), 0, true, false);
    }

    /** Reads a call without telling it, so that the next one of its lane leaves out what this one said. */
    public void skip(int row) throws IOException {
        Call call = read(row);
        if (call != null) {
            remember(row, call, hashes(json(call.messages())));
        }
    }

    /** Whether a call of the same lane has been read. */
    public boolean knows(int row) {
        return lanes.containsKey(key(row));
    }

    /**
     * The call as a line of JSON, without what the last one of its lane said; cut if it is long.
     *
     * @throws IOException if the file cannot be read
     */
    public String next(int row) throws IOException {
        Call call = read(row);
        if (call == null) {
            return line(row, Call.TOO_LARGE, List.of(), 0, false, true);
        }
        Lane last = lanes.getOrDefault(key(row), Lane.EMPTY);
        List<String> asked = json(call.messages());
        long[] hashes = hashes(asked);
        int earlier = last.repeated(call.messages(), hashes);
        Lane now = remember(row, call, hashes);
        boolean newTools = now.tools() != last.tools();
        List<String> told = asked.subList(earlier, asked.size());
        if (Call.length(told) + Call.length(json(call.answer())) <= LONGEST) {
            return line(row, call, told, earlier, newTools, false);
        }
        Call cut = call.from(earlier).shortened(LONGEST);
        return line(row, cut, json(cut.messages()), earlier, newTools, true);
    }

    private static long[] hashes(List<String> messages) {
        return messages.stream().mapToLong(Lane::hash).toArray();
    }

    private static List<String> json(List<Message> messages) {
        return messages.stream().map(MessageJson::write).toList();
    }

    private Lane remember(int row, Call call, long[] hashes) {
        long answer = call.choices() ? 0 : Lane.answer(call.answer());
        long tools = call.tools().isEmpty() ? 0 : Lane.hash(Json.write(tools(call, true)));
        Lane lane = new Lane(hashes, answer, tools);
        Lane before = lanes.put(key(row), lane);
        remembered += hashes.length + 8 - (before == null ? 0 : before.messages().length + 8);
        var eldest = lanes.entrySet().iterator();
        while (remembered > REMEMBERED && lanes.size() > 1) {
            remembered -= eldest.next().getValue().messages().length + 8;
            eldest.remove();
        }
        return lane;
    }

    /** Null if it is too large to be looked at. */
    private @Nullable Call read(int row) throws IOException {
        EventLine start = index.startLine(row);
        EventLine end = index.endLine(row);
        if (start.size("input") > LARGEST || end.size("output") > LARGEST) {
            return null;
        }
        return Call.of(value(start, "input"), value(end, "output"), ofModel(row));
    }

    private static @Nullable Object value(EventLine line, String field) throws IOException {
        Set<String> others = new HashSet<>(line.fields().keySet());
        return others.remove(field) ? line.without(others).get(field) : null;
    }

    private static List<Map<String, @Nullable Object>> tools(Call call, boolean withSchema) {
        return call.tools().stream()
                .map(tool -> MessageJson.map(tool, withSchema))
                .toList();
    }

    private String line(int row, Call call, List<String> told, int earlier, boolean withSchema, boolean cut) {
        String tools = Json.write(tools(call, withSchema));
        return "{\"row\":" + row
                + ",\"lane\":" + lane(row)
                + ",\"model\":" + Json.write(index.model(row))
                + ",\"earlier\":" + earlier
                + ",\"messages\":[" + String.join(",", told)
                + "],\"answer\":[" + String.join(",", json(call.answer()))
                + "],\"tools\":" + tools
                + ",\"rest\":" + Json.write(call.rest().isEmpty() ? null : call.rest())
                + ",\"plain\":" + call.plain()
                + ",\"cut\":" + cut
                + "}";
    }
}
