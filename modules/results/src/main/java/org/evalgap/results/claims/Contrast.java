package org.evalgap.results.claims;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.evalgap.results.aggregates.PublishedFigure;

/**
 * One comparison that decides about a claim.
 *
 * @param id short name within the claim
 * @param metric the number of a trial that is looked at
 * @param per a number of the same trial that the effect is a multiple of: mean over mean; without it the effect is the
 *     metric's mean
 * @param unit of the effect
 * @param first settings of the trials that are looked at
 * @param second settings of the trials they are compared with, one by one; without it the number itself is the effect
 * @param apartFrom settings, or sections of settings, in which compared trials may differ besides the selected ones
 * @param premise what the cells of the first side have to be like; others are not looked at
 * @param expectation what the effect has to be for the claim to hold
 * @param published what a paper reports of it; no verdict depends on that
 */
record Contrast(
        String id,
        Metric metric,
        Optional<Metric> per,
        String unit,
        Conditions first,
        Optional<Conditions> second,
        List<String> apartFrom,
        Optional<Premise> premise,
        Expectation expectation,
        PublishedFigure published) {

    Contrast {
        apartFrom = List.copyOf(apartFrom);
    }

    /**
     * Whether a trial of the first side is compared with one of the second, by their settings: they agree on every
     * setting that both have and that is neither selected nor set free.
     */
    boolean isPair(Map<String, String> one, Map<String, String> other) {
        return one.entrySet().stream()
                .filter(setting -> mustAgree(setting.getKey()))
                .allMatch(setting ->
                        other.getOrDefault(setting.getKey(), setting.getValue()).equals(setting.getValue()));
    }

    private boolean mustAgree(String setting) {
        boolean selected = first.byKey().containsKey(setting)
                || second.map(conditions -> conditions.byKey().containsKey(setting))
                        .orElse(false);
        return !selected
                && apartFrom.stream().noneMatch(free -> setting.equals(free) || setting.startsWith(free + "."));
    }
}
