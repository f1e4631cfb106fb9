package dev.traqo.examples.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelpCenterTest {

    @ParameterizedTest
    @CsvSource({
        "What does E07 mean, errors/e07",
        "cancel my bean subscription, subscription/cancel",
        "how is the refund prorated, subscription/prorated-refunds",
        "I forgot my password, account/reset-password",
        "the parcel arrived damaged, returns/damaged-on-arrival",
        "how long is the warranty, warranty/length",
        "grinder is blocked, errors/e03",
        "descaling with vinegar, care/descaling"
    })
    void words_findTheRightArticleFirst(String query, String id) {
        assertThat(new Bm25(Article.all()).search(query, 1))
                .extracting(match -> match.article().id())
                .containsExactly(id);
    }

    @Test
    void search_withoutAnyKnownWord_findsNothing() {
        assertThat(new Bm25(Article.all()).search("the zyx and qqq", 5)).isEmpty();
    }

    @Test
    void scores_fallAndStayAboveZero() {
        List<Bm25.Match> matches = new Bm25(Article.all()).search("warranty repair machine", 10);

        assertThat(matches).hasSize(10).allMatch(match -> match.score() > 0);
        assertThat(matches).extracting(Bm25.Match::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void index_namesEveryArticle() throws IOException, URISyntaxException {
        Path folder = Path.of(
                        HelpCenterTest.class.getResource("articles/index.txt").toURI())
                .getParent();
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> ids = files.map(
                            file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.endsWith(".md"))
                    .map(name -> name.substring(0, name.length() - 3))
                    .toList();

            assertThat(Article.all()).extracting(Article::id).containsExactlyInAnyOrderElementsOf(ids);
        }
        assertThat(Article.all()).allSatisfy(article -> {
            assertThat(article.title()).isNotBlank().doesNotStartWith("#");
            assertThat(article.text()).hasSizeGreaterThan(100);
        });
    }
}
