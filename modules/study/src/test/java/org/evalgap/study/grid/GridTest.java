package org.evalgap.study.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.evalgap.data.random.Seed;
import org.junit.jupiter.api.Test;

class GridTest {

    private static Axis axis(String key, int values) {
        List<ConfigValue> numbers = IntStream.range(0, values)
                .<ConfigValue>mapToObj(ConfigValueFactory::fromAnyRef)
                .toList();
        return new Axis(key, numbers);
    }

    private static List<Cell> cells(Grid grid) {
        return LongStream.range(0, grid.size()).mapToObj(grid::cell).toList();
    }

    @Test
    void aGridIsTheProductInTheOrderOfItsAxes() {
        assertThat(cells(new Grid(List.of(axis("a", 2), axis("b", 3)), List.of())))
                .extracting(Cell::label)
                .containsExactly("a=0, b=0", "a=0, b=1", "a=0, b=2", "a=1, b=0", "a=1, b=1", "a=1, b=2");
    }

    @Test
    void noAxesMakeOneCell() {
        assertThat(cells(new Grid(List.of(), List.of())))
                .extracting(Cell::label)
                .containsExactly("base");
    }

    @Test
    void exclusionsLeaveOutExactlyTheCellsTheyName() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            List<Axis> axes = new ArrayList<>();
            int axisCount = 1 + random.nextInt(4);
            for (int i = 0; i < axisCount; i++) {
                axes.add(axis("axis" + i, 1 + random.nextInt(4)));
            }
            List<Exclusion> exclusions = new ArrayList<>();
            int exclusionCount = random.nextInt(4);
            for (int i = 0; i < exclusionCount; i++) {
                exclusions.add(exclusion(axes, random));
            }
            List<Cell> expected = cells(new Grid(axes, List.of())).stream()
                    .filter(cell -> exclusions.stream().noneMatch(rule -> excludes(rule, cell)))
                    .toList();

            Grid grid = new Grid(axes, exclusions);

            assertThat(grid.size()).isEqualTo(expected.size());
            assertThat(cells(grid)).isEqualTo(expected).doesNotHaveDuplicates();
        }
    }

    private static Exclusion exclusion(List<Axis> axes, Random random) {
        Map<String, Set<Integer>> values = new HashMap<>();
        for (Axis axis : axes) {
            if (values.isEmpty() || random.nextBoolean()) {
                Set<Integer> some = new HashSet<>();
                some.add(random.nextInt(axis.values().size()));
                some.add(random.nextInt(axis.values().size()));
                values.put(axis.key(), some);
            }
        }
        return new Exclusion(values);
    }

    private static boolean excludes(Exclusion rule, Cell cell) {
        return cell.choices().stream()
                .allMatch(choice -> !rule.values().containsKey(choice.key())
                        || rule.values().get(choice.key()).contains(choice.index()));
    }

    @Test
    void aGridOfTenToTheEighteenCellsIsCountedAndEnteredAnywhere() {
        List<Axis> axes = IntStream.range(0, 18)
                .mapToObj(i -> axis("a" + (char) ('a' + i), 10))
                .toList();
        Exclusion firstHalfOfTheFirstAxis = new Exclusion(Map.of("aa", Set.of(0, 1, 2, 3, 4)));
        Exclusion oneCorner = new Exclusion(Map.of("ab", Set.of(0), "ar", Set.of(0)));

        Grid grid = new Grid(axes, List.of(firstHalfOfTheFirstAxis, oneCorner));

        assertThat(grid.size()).isEqualTo(500_000_000_000_000_000L / 100 * 99);
        assertThat(grid.cell(0).label()).startsWith("aa=5, ab=0").endsWith("aq=0, ar=1");
        assertThat(grid.cell(grid.size() - 1).choices()).allMatch(choice -> choice.index() == 9);
    }

    @Test
    void moreCellsThanALongCountsAreRefused() {
        List<Axis> axes =
                IntStream.range(0, 19).mapToObj(i -> axis("a" + i, 10)).toList();
        assertThatThrownBy(() -> new Grid(axes, List.of())).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void numbersOutsideTheGridAreRefused() {
        Grid grid = new Grid(List.of(axis("a", 2)), List.of());
        assertThatThrownBy(() -> grid.cell(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> grid.cell(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void valuesAreLabelledAsTheyAreWritten() {
        ConfigList values = ConfigFactory.parseString(
                        "x = [0.10, text, true, [8, 16], { name = mine, train = [] }, { kind = cnn }, "
                                + "{ kind = cnn, widths = [8, 16], dropout = 0.1 }, { a = 1 }]")
                .getList("x");
        Axis axis = new Axis("x", values);

        assertThat(IntStream.range(0, values.size()).mapToObj(axis::label))
                .containsExactly(
                        "0.1", "text", "true", "[8, 16]", "mine", "cnn", "cnn(dropout 0.1; widths [8, 16])", "(a 1)");
    }

    @Test
    void anAxisHasAValue() {
        assertThatThrownBy(() -> new Axis("a", List.of())).hasMessage("a: expected at least one value, received none");
    }

    @Test
    void aSampleIsASubsetInTheOrderOfTheGrid() {
        Grid grid = new Grid(List.of(axis("a", 7), axis("b", 6)), List.of());
        List<Cell> all = cells(grid);
        for (int count = 1; count <= grid.size(); count++) {
            List<Cell> sample = sample(grid, count, count);
            assertThat(sample).hasSize(count).doesNotHaveDuplicates();
            assertThat(all).containsSubsequence(sample);
        }
    }

    @Test
    void aSampleDependsOnItsSeedAlone() {
        Grid grid = new Grid(List.of(axis("a", 1000)), List.of());

        assertThat(sample(grid, 10, 1)).isEqualTo(sample(grid, 10, 1)).isNotEqualTo(sample(grid, 10, 2));
    }

    @Test
    void everyCellIsEquallyLikelyToBeSampled() {
        Grid grid = new Grid(List.of(axis("a", 10)), List.of());
        int[] drawn = new int[10];
        int rounds = 10_000;
        for (int seed = 0; seed < rounds; seed++) {
            sample(grid, 3, seed).forEach(cell -> drawn[cell.choices().get(0).index()]++);
        }
        // 3 of 10 in each round: 3000 expected, with a standard deviation of 46.
        assertThat(IntStream.of(drawn)).allMatch(count -> Math.abs(count - 3000) < 230);
    }

    private static List<Cell> sample(Grid grid, int count, long seed) {
        Cells cells = new Cells(grid, OptionalInt.of(count), new Seed(seed));
        assertThat(cells.size()).isEqualTo(count);
        return cells.stream().toList();
    }
}
