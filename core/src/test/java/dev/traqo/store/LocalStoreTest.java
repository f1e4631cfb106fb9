package dev.traqo.store;

import static dev.traqo.read.TraceFileSamples.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStoreTest {

    @TempDir
    Path dir;

    private Path file(String name) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, whole());
    }

    private List<String> listed() throws IOException {
        return LocalStore.of(dir).list().stream()
                .map(file -> dir.relativize(file).toString())
                .toList();
    }

    @Test
    void list_foldersOfTraces_givesThemSorted() throws IOException {
        file("b.jsonl");
        file("2026/11/22/a.jsonl");
        file("2026/11/21/c.jsonl.gz");
        file("a.jsonl.gz");

        assertThat(listed()).containsExactly("2026/11/21/c.jsonl.gz", "2026/11/22/a.jsonl", "a.jsonl.gz", "b.jsonl");
    }

    @Test
    void list_otherFiles_areLeftOut() throws IOException {
        file("run.content.jsonl.zst");
        file(".hidden.jsonl");
        file(".state/x.jsonl");
        file(".0123-events.tmp");
        file("notes.json");
        file("secrets.env.json");
        file("x.jsonl_20260101_ab.gz");
        Files.createDirectories(dir.resolve("folder.jsonl"));

        assertThat(listed()).isEmpty();
    }

    @Test
    void list_whatATraceKeepsBesideIt_isLeftOut() throws IOException {
        file("run.jsonl");
        file("run.files/" + "ab".repeat(32) + ".jsonl");
        file("packed.jsonl.gz");
        file("packed.files/x.jsonl");
        file("my.files/x.jsonl");

        assertThat(listed()).containsExactly("my.files/x.jsonl", "packed.jsonl.gz", "run.jsonl");
    }

    @Test
    void list_rawFileAndArchiveOfOneName_givesTheRawFile() throws IOException {
        file("run.jsonl");
        file("run.jsonl.gz");
        file("x/run.jsonl.gz");

        assertThat(listed()).containsExactly("run.jsonl", "x/run.jsonl.gz");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "наблюдение 漢字😀.jsonl",
                "папка с пробелом/x.jsonl",
                "%41 #?&.jsonl",
                "a%2Fb.jsonl.gz",
                "a\nb.jsonl"
            })
    void list_unusualNames_areKept(String name) throws IOException {
        file(name);

        assertThat(listed()).containsExactly(name);
        assertThat(Files.exists(LocalStore.of(dir).list().get(0))).isTrue();
    }

    @Test
    void list_symbolicLinks_areNotFollowed(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret.jsonl"), whole());
        file("run.jsonl");
        Files.createSymbolicLink(dir.resolve("out"), outside);
        Files.createSymbolicLink(dir.resolve("out.jsonl"), outside.resolve("secret.jsonl"));
        Files.createSymbolicLink(dir.resolve("loop"), dir);
        Files.createSymbolicLink(dir.resolve("latest.jsonl"), dir.resolve("run.jsonl"));

        assertThat(listed()).containsExactly("run.jsonl");
    }

    @Test
    void list_folderThatIsALink_isOpened(@TempDir Path elsewhere) throws IOException {
        file("run.jsonl");
        Path link = Files.createSymbolicLink(elsewhere.resolve("traces"), dir);

        assertThat(LocalStore.of(link).list()).containsExactly(link.resolve("run.jsonl"));
    }

    @Test
    void list_missingFolderOrFile_saysSo() throws IOException {
        Path missing = dir.resolve("none");
        Path file = file("run.jsonl");

        assertThatThrownBy(() -> LocalStore.of(missing).list()).hasMessage(missing + ": no such folder");
        assertThatThrownBy(() -> LocalStore.of(file).list())
                .hasMessage(file + ": is not a folder; name a folder of traces");
    }

    @Test
    void child_besideTheParent_isFoundRawOrArchived() throws IOException {
        Path parent = file("p/run.jsonl");
        Path raw = file("p/child.jsonl");
        Path archive = file("p/sub/other.jsonl.gz");

        assertThat(LocalStore.of(dir).child(parent, "child.jsonl")).isEqualTo(raw);
        assertThat(LocalStore.of(dir).child(parent, "child.jsonl.gz")).isEqualTo(raw);
        assertThat(LocalStore.of(dir).child(parent, "sub/other.jsonl")).isEqualTo(archive);
        assertThat(LocalStore.of(dir).child(parent, "sub/none.jsonl")).isNull();
    }

    @Test
    void child_bareNameOfPython_isSoughtBelowTheParent() throws IOException {
        Path parent = file("run.jsonl.gz");
        Path child = file("agents/deep/elsewhere.jsonl.gz");
        file("agents/deep/elsewhere-2.jsonl.gz");

        assertThat(LocalStore.of(dir).child(parent, "elsewhere.jsonl.gz")).isEqualTo(child);
        assertThat(LocalStore.of(dir).child(parent, "nowhere.jsonl.gz")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../secret.jsonl",
                "/etc/passwd",
                "",
                ".",
                "..",
                "x.json",
                "a\u0000.jsonl",
                "link/secret.jsonl"
            })
    void child_pathThatLeadsOutOrIsNoTrace_isNotFound(String path, @TempDir Path outside) throws IOException {
        Path secret = Files.writeString(outside.resolve("secret.jsonl"), whole());
        Path parent = file("a/b/run.jsonl");
        file("a/b/x.json");
        Files.createSymbolicLink(dir.resolve("a/b/link"), outside);

        assertThat(LocalStore.of(dir.resolve("a/b")).child(parent, path)).isNull();
        assertThat(LocalStore.of(dir.resolve("a/b")).child(parent, secret.toString()))
                .isNull();
        Files.writeString(dir.resolve("secret.jsonl"), whole());
        assertThat(LocalStore.of(dir.resolve("a/b")).child(parent, path)).isNull();
    }
}
