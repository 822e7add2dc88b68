package org.evalgap.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.mozilla.javascript.BaseFunction;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** The charts of a page as pictures, drawn by the page's own scripts without a browser. */
public final class ReportPictures {

    private static final Pattern STYLE = Pattern.compile("<style ?>.*?</style>", Pattern.DOTALL);

    private ReportPictures() {}

    /**
     * One chart.
     *
     * @param name of a file without its ending
     * @param svg the drawing with its title and a description
     */
    public record Picture(String name, String svg) {}

    /** All charts that have something to show, with what the page shows first. */
    public static List<Picture> of(ReportData data) {
        List<Picture> pictures = new ArrayList<>();
        try (Context context = Context.enter()) {
            context.setLanguageVersion(Context.VERSION_ES6);
            // Compiled, one function of the library would be longer than a Java method may be.
            context.setInterpretedMode(true);
            ScriptableObject scope = context.initSafeStandardObjects();
            run(context, scope, "echarts/echarts.min.js");
            ReportPage.CHART_SCRIPTS.forEach(script -> run(context, scope, script));
            run(context, scope, "pictures.js");
            ((Function) scope.get("drawPictures", scope))
                    .call(context, scope, scope, new Object[] {data.json(), new Save(pictures)});
        }
        return pictures;
    }

    private static void run(Context context, Scriptable scope, String script) {
        context.evaluateString(scope, ReportPage.resource(script), script, 1, null);
    }

    /** What the script calls with each drawing: its name, the drawing, a title and a description. */
    private static final class Save extends BaseFunction {

        private static final long serialVersionUID = 1;

        private final transient List<Picture> pictures;

        Save(List<Picture> pictures) {
            this.pictures = pictures;
        }

        @Override
        public Object call(Context context, Scriptable scope, Scriptable self, Object[] arguments) {
            // What styles there are is for a mouse, which a picture does not follow.
            String drawing = STYLE.matcher(Context.toString(arguments[1])).replaceAll("");
            int start = drawing.indexOf('>') + 1;
            String texts = "\n<title>" + ReportPage.escaped(Context.toString(arguments[2])) + "</title>\n<desc>"
                    + ReportPage.escaped(Context.toString(arguments[3])) + "</desc>";
            pictures.add(new Picture(
                    Context.toString(arguments[0]), drawing.substring(0, start) + texts + drawing.substring(start)));
            return Context.getUndefinedValue();
        }
    }
}
