package org.evalgap.data.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SeedTest {

    private static final Seed ROOT = new Seed(42);

    /** Every published result depends on these; the numbers come from an independent implementation. */
    @Test
    void childrenNeverChange() {
        assertThat(ROOT.child("weights").value()).isEqualTo(500770189262867224L);
        assertThat(ROOT.child("é").value()).isEqualTo(8160175837312628125L);
        assertThat(ROOT.child(7).value()).isEqualTo(6227715569790017486L);
        assertThat(ROOT.child(-1).value()).isEqualTo(7379036252818967334L);
        assertThat(new Seed(0).child("order").child(3).value()).isEqualTo(-7274509692574865102L);
    }

    @Test
    void childrenOfOneParentAndOfNeighboursDiffer() {
        Set<Long> values = new HashSet<>();
        for (long parent = 0; parent < 100; parent++) {
            Seed seed = new Seed(parent);
            Stream<Seed> children = Stream.concat(
                    Stream.of("weights", "order", "dropout", "").map(seed::child),
                    LongStream.range(-500, 500).mapToObj(seed::child));
            children.forEach(child -> values.add(child.value()));
        }

        assertThat(values).hasSize(100 * 1004);
    }

    @Test
    void streamsOfRelativesAreUncorrelated() {
        List<Seed> seeds = List.of(
                ROOT,
                ROOT.child(0),
                ROOT.child(1),
                ROOT.child("order"),
                ROOT.child(0).child(0),
                new Seed(43).child(0));
        int draws = 100_000;
        for (Seed first : seeds) {
            for (Seed second : seeds) {
                if (!first.equals(second)) {
                    assertThat(correlation(first.generator(), second.generator(), draws))
                            .as("%s and %s", first, second)
                            .isCloseTo(0, within(4.5 / Math.sqrt(draws)));
                }
            }
        }
    }

    @Test
    void firstNumbersOfConsecutiveChildrenAreUniform() {
        int[] counts = new int[16];
        for (int i = 0; i < 160_000; i++) {
            counts[ROOT.child(i).generator().nextInt(16)]++;
        }
        double chiSquare = 0;
        for (int count : counts) {
            chiSquare += (count - 10_000.0) * (count - 10_000.0) / 10_000;
        }

        // 0.999 quantile of chi-square with 15 degrees of freedom
        assertThat(chiSquare).isLessThan(37.7);
    }

    private static double correlation(SplitMix64 first, SplitMix64 second, int draws) {
        double sum = 0;
        for (int i = 0; i < draws; i++) {
            sum += (first.nextDouble() - 0.5) * (second.nextDouble() - 0.5) * 12;
        }
        return sum / draws;
    }
}
