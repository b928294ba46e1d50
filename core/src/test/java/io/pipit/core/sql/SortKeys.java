package io.pipit.core.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By which columns of its result a query is sorted.
 *
 * @param known whether all sort keys are columns of the result, so that rows between them may come in any order
 */
record SortKeys(boolean known, List<Integer> columns) {
    private static final Pattern ORDER = Pattern.compile("ORDER BY (.*?)( LIMIT .*| SETTINGS .*| FORMAT .*)?$");
    private static final Pattern INNER = Pattern.compile("\\([^()]*\\)");

    static SortKeys of(String query, List<OutputColumn> columns) {
        String outer = query;
        for (Matcher m = INNER.matcher(outer); m.find(); m = INNER.matcher(outer)) {
            outer = m.replaceAll("");
        }
        Matcher order = ORDER.matcher(outer);
        if (!order.find()) {
            return new SortKeys(true, List.of());
        }
        List<Integer> keys = new ArrayList<>();
        for (String key : order.group(1).split(",")) {
            String name = key.strip().replaceFirst("(?i)( ASC| DESC)?( NULLS (FIRST|LAST))?$", "");
            List<String> names = columns.stream().map(OutputColumn::name).toList();
            int place = name.matches("\\d+") ? Integer.parseInt(name) - 1 : names.indexOf(name);
            if (place < 0 || place >= names.size()) {
                return new SortKeys(false, List.of());
            }
            keys.add(place);
        }
        return new SortKeys(true, keys);
    }
}
