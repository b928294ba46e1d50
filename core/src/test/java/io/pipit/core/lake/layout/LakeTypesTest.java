package io.pipit.core.lake.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipit.core.block.engine.Engine;
import io.pipit.core.block.engine.EngineConfig;
import io.pipit.core.block.engine.EngineSession;
import io.pipit.core.block.type.StorageType;
import io.pipit.core.block.type.StorageType.ListStorage;
import io.pipit.core.block.type.StorageType.MapStorage;
import io.pipit.core.block.type.StorageType.Plain;
import io.pipit.core.block.type.StorageType.StructStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into the lake's form comes back as it was, at the ends of every type and where a conversion changes its way. */
class LakeTypesTest {
    @TempDir
    Path folder;

    @Test
    void valuesComeBackAsTheyWere() {
        StorageType numbers = new ListStorage(Plain.UBIGINT);
        StorageType members = new StructStorage(List.of(
                new StructStorage.Field("a b", Plain.UBIGINT),
                new StructStorage.Field("t", Plain.TIMESTAMP_NS),
                new StructStorage.Field("s", Plain.VARCHAR)));
        StorageType map = new MapStorage(Plain.VARCHAR, numbers);
        try (Engine engine = Engine.open(new EngineConfig(1, 100L << 20, folder));
                EngineSession session = engine.session()) {
            for (String value : List.of(
                    "0",
                    "1",
                    "999999999999999999",
                    "1000000000000000000",
                    "9223372036854775808",
                    "18446744073709551615",
                    "NULL")) {
                comesBack(session, value, Plain.UBIGINT);
                comesBack(session, "[" + value + ", 7, NULL]", numbers);
                comesBack(session, "MAP {'k': [" + value + "], 'n': NULL}", map);
                comesBack(session, "{'a b': " + value + ", 't': '2026-05-01 10:00:00.123456789', 's': 'x'}", members);
            }
            for (StorageType type : List.of(numbers, members, map)) {
                comesBack(session, "NULL", type);
            }
            comesBack(session, "255", Plain.UTINYINT);
            comesBack(session, "-32768", Plain.SMALLINT);
            comesBack(session, "4294967295", Plain.UINTEGER);
            comesBack(session, "'2262-01-01 00:00:00.000000001'", Plain.TIMESTAMP_NS);
        }
    }

    private static void comesBack(EngineSession session, String literal, StorageType type) {
        String value = "CAST(" + literal + " AS " + type + ")";
        String there = "(SELECT " + LakeTypes.toLake("v", type) + " AS w, v FROM (SELECT " + value + " AS v))";
        List<String> answer = new ArrayList<>();
        session.query(
                "SELECT typeof(w), typeof(" + LakeTypes.fromLake("w", type) + "), (" + LakeTypes.fromLake("w", type)
                        + ") IS NOT DISTINCT FROM v FROM " + there,
                result -> {
                    result.next();
                    for (int i = 1; i <= 3; i++) {
                        answer.add(result.getString(i).replace("\"", ""));
                    }
                    return answer;
                });
        assertThat(answer)
                .as(literal + " as " + type)
                .containsExactly(
                        LakeTypes.engineType(type).replace("\"", ""),
                        type.toString().replace("\"", ""),
                        "true");
    }
}
