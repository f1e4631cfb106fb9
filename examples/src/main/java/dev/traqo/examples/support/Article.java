package dev.traqo.examples.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One page of the help center.
 *
 * @param id folder and file name, {@code errors/e07}
 */
record Article(String id, String title, String text) {

    /** All pages that come with the demo. */
    static List<Article> all() {
        return resource("articles/index.txt").lines().map(Article::load).toList();
    }

    private static Article load(String id) {
        String markdown = resource("articles/" + id + ".md");
        int titleEnd = markdown.indexOf('\n');
        String title = markdown.substring(0, titleEnd).replaceFirst("^# ", "");
        return new Article(id, title, markdown.substring(titleEnd).strip().replaceAll("(?<!\n)\n(?!\n)", " "));
    }

    static String resource(String name) {
        try (InputStream in = Article.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the jar of the examples");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read", e);
        }
    }
}
