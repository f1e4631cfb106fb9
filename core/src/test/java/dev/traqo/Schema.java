package dev.traqo;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** docs/trace.schema.json. */
final class Schema {

    private static final JsonSchema SCHEMA = load();

    private Schema() {}

    private static JsonSchema load() {
        try {
            String text = Files.readString(project().resolve("docs/trace.schema.json"));
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of the checkout: tests run in it or in a module of it. */
    static Path project() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("docs/FORMAT.md"))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "docs/FORMAT.md is in no folder above " + Path.of("").toAbsolutePath());
    }

    static List<String> complaints(String line) {
        return complaints(SCHEMA, line);
    }

    /** About a file's stub alone. */
    static List<String> complaintsAboutStub(String json) {
        return complaints(
                SCHEMA.getSubSchema(
                        new JsonNodePath(PathType.JSON_POINTER).append("$defs").append("stub")),
                json);
    }

    private static List<String> complaints(JsonSchema schema, String line) {
        return schema.validate(line, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }
}
