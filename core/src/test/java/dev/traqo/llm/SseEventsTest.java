package dev.traqo.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseEventsTest {

    private final List<String> seen = new ArrayList<>();
    private final SseEvents events = new SseEvents(1000, data -> seen.add(new String(data, StandardCharsets.UTF_8)));

    private void read(String text, int pieceSize) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i += pieceSize) {
            events.read(bytes, i, Math.min(pieceSize, bytes.length - i));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 1000})
    void dataOfEvents_howeverTheyAreCut(int pieceSize) {
        read(
                ": comment\n\nevent: x\ndata: {\"a\":\"€ 😀\"}\n\ndata:two\r\n\r\ndata: th\rdata:ree\r\rid: 7\n\n"
                        + "data\n\ndatum: no\n\ndata: \n\ndata:  spaced \r\n\r\n",
                pieceSize);
        events.end();
        assertThat(seen).containsExactly("{\"a\":\"€ 😀\"}", "two", "th\nree", "", " spaced ");
        assertThat(events.isIncomplete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 1000})
    void lastEvent_withoutBlankLine(int pieceSize) {
        read("data: one\n\ndata: two", pieceSize);
        assertThat(seen).containsExactly("one");
        events.end();
        assertThat(seen).containsExactly("one", "two");
    }

    @Test
    void event_isThereWithItsLastByte() {
        read("data: one\n", 100);
        assertThat(seen).isEmpty();
        read("\n", 100);
        assertThat(seen).containsExactly("one");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 5000})
    void tooLongEvent_isLeftOutAndTheNextOneRead(int pieceSize) {
        read("data: " + "x".repeat(3000) + "\n\ndata: two\n\n", pieceSize);
        assertThat(seen).containsExactly("two");
        assertThat(events.isIncomplete()).isTrue();
    }

    @Test
    void nothing_isNoEvent() {
        read("\n\r\n\n", 1);
        events.end();
        assertThat(seen).isEmpty();
    }
}
