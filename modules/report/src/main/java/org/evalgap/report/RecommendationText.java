package org.evalgap.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.evalgap.results.diagnosis.Advice;
import org.evalgap.results.diagnosis.CauseDiagnosis;
import org.evalgap.results.diagnosis.Diagnosis;
import org.evalgap.results.diagnosis.Diagnosis.Findings;
import org.evalgap.results.diagnosis.LeadingCause;
import org.evalgap.results.protocol.StatisticsCause;

/** What to do, for people and programs alike: against the leading cause first, then what single figures advise. */
final class RecommendationText {

    private RecommendationText() {}

    /** At least one sentence. Where nothing is to be repaired, what single figures would gain is left to them. */
    static List<String> of(CauseDiagnosis cause, Diagnosis diagnosis) {
        List<Advice> advice = cause.cause() == LeadingCause.HEALTHY
                ? List.of()
                : diagnosis.findings().map(Findings::advice).orElse(List.of());
        Map<Boolean, List<Advice>> ofTheCause =
                advice.stream().collect(Collectors.partitioningBy(each -> saysTheSame(each, cause.cause())));
        List<String> texts = new ArrayList<>();
        if (ofTheCause.get(true).isEmpty()) {
            texts.add(cause.cause().action());
        }
        ofTheCause.get(true).forEach(each -> texts.add(AdviceText.of(each)));
        ofTheCause.get(false).forEach(each -> texts.add(AdviceText.of(each)));
        return texts;
    }

    /** The same advice with figures. */
    private static boolean saysTheSame(Advice advice, LeadingCause cause) {
        return switch (cause) {
            case INCONCLUSIVE -> advice instanceof Advice.MoreReplicates || advice instanceof Advice.FindCause;
            case NOT_LEARNED -> advice instanceof Advice.TrainFirst;
            case BATCH_COMPOSITION ->
                advice instanceof Advice.ChangeComposition
                        || advice instanceof Advice.MendStatistics mend
                                && mend.part().cause() == StatisticsCause.COMPOSITION;
            case UNSEEN_IMAGES -> advice instanceof Advice.Generalize;
            default -> false;
        };
    }
}
