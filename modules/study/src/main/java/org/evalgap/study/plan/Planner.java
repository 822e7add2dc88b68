package org.evalgap.study.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.evalgap.data.DatasetFacts;
import org.evalgap.data.random.Seed;
import org.evalgap.nn.graph.NetworkSpec;
import org.evalgap.study.grid.Cell;
import org.evalgap.study.reading.Study;
import org.evalgap.study.reading.StudyException;
import org.evalgap.study.reading.TrialSettings;
import org.evalgap.study.settings.TrialConfig;

/** Turns the cells of a study into trainings. */
final class Planner {

    private static final Comparator<Training> LONGEST_FIRST =
            Comparator.comparingDouble(Training::predictedSeconds).reversed().thenComparing(Training::id);

    private final Study study;
    private final DatasetFacts facts;
    private final Identity identity;
    private final CostModel costs;
    private final Predicate<String> published;
    private final ToIntFunction<String> replicates;
    private final Set<String> cells = new HashSet<>();
    private final Map<String, List<Trial>> pending = new LinkedHashMap<>();
    private final Set<String> publishedTrials = new HashSet<>();

    /** @param replicates of a cell, by its id */
    Planner(
            Study study,
            DatasetFacts facts,
            Identity identity,
            CostModel costs,
            Predicate<String> published,
            ToIntFunction<String> replicates) {
        this.study = study;
        this.facts = facts;
        this.identity = identity;
        this.costs = costs;
        this.published = published;
        this.replicates = replicates;
    }

    Plan plan() {
        study.cells().stream().forEach(this::add);
        List<Training> trainings = new ArrayList<>();
        pending.forEach((id, trials) -> trainings.add(training(id, trials)));
        trainings.sort(LONGEST_FIRST);
        long trials = cells.stream().mapToLong(replicates::applyAsInt).sum();
        return new Plan(trainings, cells.size(), trials, publishedTrials);
    }

    /** Cells that differ only in settings without effect, as in the groups of BatchNorm, are one. */
    private void add(Cell cell) {
        TrialConfig config = study.trial(cell);
        String cellId = identity.cell(config);
        if (!cells.add(cellId)) {
            return;
        }
        Cell effective = effective(cell, config);
        SortedMap<String, String> axes = new TreeMap<>();
        effective.choices().forEach(choice -> axes.put(choice.key(), choice.label()));
        String trainingId = identity.cellTraining(config);
        int ofCell = replicates.applyAsInt(cellId);
        for (int replicate = 0; replicate < ofCell; replicate++) {
            String id = Identity.replicate(cellId, replicate);
            if (published.test(id)) {
                publishedTrials.add(id);
            } else {
                Seed seed = new Seed(study.seed()).child(replicate);
                pending.computeIfAbsent(Identity.replicate(trainingId, replicate), absent -> new ArrayList<>())
                        .add(new Trial(id, cellId, effective.label(), axes, replicate, config, seed));
            }
        }
    }

    /** The cell on the axes that matter to it. */
    private Cell effective(Cell cell, TrialConfig config) {
        Map<String, Object> settings = TrialSettings.of(config);
        return new Cell(cell.choices().stream()
                .filter(choice -> isSet(settings, choice.key()) || isSetByAnother(cell, choice))
                .toList());
    }

    /** Settings omit some values, such as 0 of what 0 switches off; then another value of the axis shows that it matters. */
    private boolean isSetByAnother(Cell cell, Cell.Choice omitted) {
        return IntStream.range(0, omitted.axis().values().size())
                .filter(index -> index != omitted.index())
                .mapToObj(index -> cell.with(new Cell.Choice(omitted.axis(), index)))
                .anyMatch(other -> isSet(settings(other), omitted.key()));
    }

    /** A cell's settings; none if it does not make a trial, as an excluded one need not. */
    private Map<String, Object> settings(Cell cell) {
        try {
            return TrialSettings.of(study.trial(cell));
        } catch (StudyException notATrial) {
            return Map.of();
        }
    }

    private static boolean isSet(Map<?, ?> settings, String key) {
        int dot = key.indexOf('.');
        Object value = settings.get(dot < 0 ? key : key.substring(0, dot));
        return dot < 0 ? value != null : value instanceof Map<?, ?> inner && isSet(inner, key.substring(dot + 1));
    }

    private Training training(String id, List<Trial> trials) {
        List<Trial> ordered =
                trials.stream().sorted(Comparator.comparing(Trial::id)).toList();
        TrialConfig config = ordered.get(0).config();
        NetworkSpec network = config.spec(facts);
        // Replicates choose one rate; a process chooses it once.
        double choosing = config.training()
                .choice()
                .map(tuning -> (1 - tuning.validation())
                        * tuning.candidates().size()
                        / study.replicates().atMost())
                .orElse(0.0);
        double seconds = (1 + choosing) * costs.trainingSeconds(network, config.training(), facts)
                + ordered.size() * costs.evaluationSeconds(network, config.training(), study.evaluation(), facts);
        MemoryModel memory = new MemoryModel(network, config.training(), study.evaluation(), facts);
        return new Training(id, ordered, seconds, memory.bytes(ordered.size()));
    }
}
