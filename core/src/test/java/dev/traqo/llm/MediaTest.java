package dev.traqo.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.traqo.TraceFile;
import dev.traqo.Tracer;
import dev.traqo.read.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTest {

    private static final byte[] PNG = "\u0089PNG\r\n\u001a\nnot really, but long".getBytes(StandardCharsets.ISO_8859_1);
    private static final String BASE64 = Base64.getEncoder().encodeToString(PNG);

    @TempDir
    Path dir;

    private Tracer tracer;

    @BeforeEach
    void open() {
        tracer = Tracer.builder(dir.resolve("run.jsonl")).open();
    }

    @AfterEach
    void close() {
        tracer.close();
    }

    @Test
    void kept_openAiChatImage_fileAndSound() throws IOException {
        Object kept = kept("""
                [{'role':'user','content':[
                  {'type':'text','text':'What is this?'},
                  {'type':'image_url','image_url':{'url':'data:image/png;base64,$','detail':'low'}},
                  {'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,$'}},
                  {'type':'input_audio','input_audio':{'data':'$','format':'wav'}}]}]""");

        List<?> parts = (List<?>) ((Map<?, ?>) ((List<?>) kept).get(0)).get("content");
        assertThat(parts.get(0)).isEqualTo(Map.of("type", "text", "text", "What is this?"));
        assertThat(at(parts.get(1), "image_url", "detail")).isEqualTo("low");
        isPng(at(parts.get(1), "image_url", "url"), "image/png");
        isPng(at(parts.get(2), "file", "file_data"), "application/pdf");
        isPng(at(parts.get(3), "input_audio", "data"), "audio/wav");
        assertThat(at(parts.get(3), "input_audio", "format")).isEqualTo("wav");
        try (Stream<Path> files = Files.list(dir.resolve("run.files"))) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void kept_responsesImage() throws IOException {
        isPng(at(kept("{'type':'input_image','image_url':'data:image/jpeg;base64,$'}"), "image_url"), "image/jpeg");
    }

    @Test
    void kept_anthropicSource() throws IOException {
        Object kept = kept("{'type':'image','source':{'type':'base64','media_type':'image/webp','data':'$'}}");

        isPng(at(kept, "source", "data"), "image/webp");
        assertThat(at(kept, "source", "type")).isEqualTo("base64");
    }

    @Test
    void kept_geminiBlobs_bothSpellings() throws IOException {
        isPng(at(kept("{'inlineData':{'mimeType':'image/gif','data':'$'}}"), "inlineData", "data"), "image/gif");
        isPng(at(kept("{'inline_data':{'mime_type':'image/gif','data':'$'}}"), "inline_data", "data"), "image/gif");
    }

    @Test
    void kept_answers_typeFromTheBytes() throws IOException {
        isPng(at(kept("{'b64_json':'$','revised_prompt':'x'}"), "b64_json"), "image/png");
        isPng(at(kept("{'type':'image_generation_call','result':'$'}"), "result"), "image/png");
        isPng(at(kept("{'type':'image_generation_call','result':'$','output_format':'webp'}"), "result"), "image/webp");
        isPng(at(kept("{'message':{'audio':{'id':'a','data':'$'}}}"), "message", "audio", "data"), "image/png");
    }

    @Test
    void kept_alphabetForUrlsAndLineBreaks() throws IOException {
        byte[] bytes = {(byte) 0xfb, (byte) 0xff, (byte) 0xfe, 1, 2, 3};
        String url = Base64.getUrlEncoder().encodeToString(bytes);
        String broken = Base64.getMimeEncoder(4, new byte[] {'\r', '\n'}).encodeToString(bytes);

        for (String base64 : List.of(url, broken)) {
            Map<String, Object> blob = Map.of("mimeType", "image/gif", "data", base64);
            TraceFile file = (TraceFile) at(Media.kept(blob, tracer), "data");
            assertThat(bytesOf(file)).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'just text'",
                "'data:image/png;base64'",
                "'data:text/plain,plain words'",
                "'data:image/png;base64,not!base64'",
                "{'type':'text','media_type':'text/plain','data':'wordsthatlooklikeit'}",
                "{'mimeType':'image/png','data':'not!base64'}",
                "{'mimeType':'image/png','data':''}",
                "{'data':'$'}",
                "{'result':'$'}",
                "{'type':'function_call','result':'$'}",
                "{'inlineData':{'mimeType':7,'data':'$'}}",
                "{'input_audio':{'data':5,'format':'wav'}}",
                "{'b64_json':null}",
                "[[{'role':'user','content':'x'}],1,true,null]"
            })
    void kept_otherValues_areTheSameObject(String json) {
        Object value = value(json);

        assertThat(Media.kept(value, tracer)).isSameAs(value);
    }

    @Test
    void kept_originalStaysAsItWas() {
        Object value = value("[{'image_url':{'url':'data:image/png;base64,$'}}]");
        String before = Json.write(value);

        assertThat(Media.kept(value, tracer)).isNotSameAs(value);
        assertThat(Json.write(value)).isEqualTo(before);
    }

    @Test
    void kept_unchangedNeighbours_areShared() {
        List<?> value = (List<?>) value("[{'a':[1]},{'b64_json':'$'}]");

        assertThat(((List<?>) Media.kept(value, tracer)).get(0)).isSameAs(value.get(0));
    }

    @Test
    void kept_valueThatHoldsItself_ends() {
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        List<Object> list = new ArrayList<>();
        list.add(list);

        assertThat(Media.kept(map, tracer) == map).isTrue();
        assertThat(Media.kept(list, tracer) == list).isTrue();
    }

    @Test
    void kept_sameStringAgain_isTheSameFileOfItsTrace() throws IOException {
        String url = "data:image/png;base64," + BASE64;
        Object first = Media.kept(url, tracer);
        assertThat(Media.kept(url, tracer)).isSameAs(first);
        assertThat(Media.kept(new String(url), tracer)).isNotSameAs(first);
        Object gif = Media.kept(Map.of("mime_type", "image/gif", "data", BASE64), tracer);
        Object webp = Media.kept(Map.of("mime_type", "image/webp", "data", BASE64), tracer);
        isPng(at(gif, "data"), "image/gif");
        isPng(at(webp, "data"), "image/webp");

        Path other = dir.resolve("other.jsonl");
        try (Tracer second = Tracer.builder(other).open()) {
            TraceFile file = (TraceFile) Media.kept(url, second);
            assertThat(dir.resolve("other.files").resolve(file.name())).hasBinaryContent(PNG);
        }
    }

    @Test
    void kept_couldNotBeWritten_isTriedAgain() throws IOException {
        String url = "data:image/png;base64," + BASE64;
        Path folder = dir.resolve("run.files");
        Files.writeString(folder, "in the way");
        assertThat(((TraceFile) Media.kept(url, tracer)).name()).isNull();
        Files.delete(folder);
        isPng(Media.kept(url, tracer), "image/png");
    }

    @Test
    void kept_withoutContentCapture_nothing() {
        tracer.close();
        Path file = dir.resolve("quiet.jsonl");
        try (Tracer quiet = Tracer.builder(file).captureContent(false).open()) {
            Object value = value("{'b64_json':'$'}");

            assertThat(Media.kept(value, quiet)).isSameAs(value);
        }
        assertThat(dir.resolve("quiet.files")).doesNotExist();
    }

    private Object kept(String json) {
        return Media.kept(value(json), tracer);
    }

    private static Object value(String json) {
        return Recorded.json(json.replace("$", BASE64));
    }

    private static Object at(Object value, String... path) {
        Object found = value;
        for (String key : path) {
            found = ((Map<?, ?>) found).get(key);
        }
        return found;
    }

    private void isPng(Object value, String type) throws IOException {
        assertThat(value).isInstanceOf(TraceFile.class);
        TraceFile file = (TraceFile) value;
        assertThat(file.mediaType()).isEqualTo(type);
        assertThat(file.size()).isEqualTo(PNG.length);
        assertThat(bytesOf(file)).isEqualTo(PNG);
    }

    private byte[] bytesOf(TraceFile file) throws IOException {
        return Files.readAllBytes(dir.resolve("run.files").resolve(file.name()));
    }
}
