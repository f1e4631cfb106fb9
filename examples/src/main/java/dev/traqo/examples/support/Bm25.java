package dev.traqo.examples.support;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Ranks articles by the words they share with a query: rare words count more, long articles less (Okapi BM25). */
final class Bm25 {

    private static final double K1 = 1.2;
    private static final double B = 0.75;
    private static final Set<String> STOP_WORDS = Set.of(
            ("a an and any are as at be by can do does for from get has have how i if in is it its me my no not of"
                            + " on or our so that the then there this to too us was we what when will with you your")
                    .split(" ", -1));

    private final List<Page> pages = new ArrayList<>();
    private final Map<String, Integer> pagesWithWord = new HashMap<>();
    private final double averageLength;

    private record Page(Article article, Map<String, Integer> counts, int length) {}

    /** An article that shares at least one word with the query. */
    record Match(Article article, double score) {}

    Bm25(List<Article> articles) {
        for (Article article : articles) {
            // The title stands for the whole page, so its words count twice.
            List<String> words = words(article.title() + " " + article.title() + " " + article.text());
            Map<String, Integer> counts = new HashMap<>();
            words.forEach(word -> counts.merge(word, 1, Integer::sum));
            counts.keySet().forEach(word -> pagesWithWord.merge(word, 1, Integer::sum));
            pages.add(new Page(article, counts, words.size()));
        }
        averageLength = pages.stream().mapToInt(Page::length).average().orElse(1);
    }

    /** The best matches, best first; articles of equal score in the order of their ids. */
    List<Match> search(String query, int limit) {
        Set<String> words = new HashSet<>(words(query));
        return pages.stream()
                .map(page -> new Match(page.article, score(page, words)))
                .filter(match -> match.score > 0)
                .sorted(Comparator.comparingDouble(Match::score).reversed().thenComparing(match -> match.article.id()))
                .limit(limit)
                .toList();
    }

    private double score(Page page, Set<String> words) {
        // Summed in a fixed order: the last digit must not depend on the order of a hash set.
        return words.stream()
                .sorted()
                .mapToDouble(word -> weight(word) * saturation(page, word))
                .sum();
    }

    private double weight(String word) {
        int found = pagesWithWord.getOrDefault(word, 0);
        return Math.log(1 + (pages.size() - found + 0.5) / (found + 0.5));
    }

    private double saturation(Page page, String word) {
        int count = page.counts.getOrDefault(word, 0);
        return count * (K1 + 1) / (count + K1 * (1 - B + B * page.length / averageLength));
    }

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1)) {
            if (!word.isEmpty() && !STOP_WORDS.contains(word)) {
                words.add(stem(word));
            }
        }
        return words;
    }

    /** Cuts the commonest English endings, so that "refunds" finds "refund". */
    private static String stem(String word) {
        for (String ending : List.of("ing", "ed", "es", "s")) {
            if (word.length() > ending.length() + 3 && word.endsWith(ending)) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }
}
