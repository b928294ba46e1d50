package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.EnumType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageType;
import io.pipit.core.block.type.StorageTypes;
import java.util.ArrayList;
import java.util.List;

/** Pieces of the engine's text. */
public final class SqlText {
    /** Stands around the names of tables that are bound later; so it never comes from a user's text. */
    public static final char SLOT = '\u0001';

    private SqlText() {}

    /** A text literal. */
    public static String string(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2).append('\'');
        boolean split = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\'') {
                out.append("''");
            } else if (c == '\0' || c == SLOT || c == '\u0002') {
                out.append("' || chr(").append((int) c).append(") || '");
                split = true;
            } else {
                out.append(c);
            }
        }
        out.append('\'');
        return split ? "(" + out + ")" : out.toString();
    }

    /** A quoted name. */
    public static String name(String name) {
        return '"'
                + name.replace("\"", "\"\"")
                        .replace('\0', '\uFFFD')
                        .replace(SLOT, '\uFFFD')
                        .replace('\u0002', '\uFFFD')
                + '"';
    }

    /** A cast to how a type is held. */
    public static String cast(String sql, DataType type) {
        return cast(sql, StorageTypes.of(type));
    }

    /** A cast to a storage type. */
    public static String cast(String sql, StorageType type) {
        return "CAST(" + sql + " AS " + type + ")";
    }

    /** The value that a type has where nothing is known: 0, the empty text, 1970, the first name of an enumeration. */
    public static String defaultOf(DataType type) {
        if (type.nullable()) {
            return "NULL";
        }
        DataType bare = type.bare();
        if (Types.number(bare)) {
            return bare instanceof BoolType ? "false" : "0";
        } else if (Types.date(bare)) {
            return "DATE '1970-01-01'";
        } else if (Types.instant(bare)) {
            return "TIMESTAMP '1970-01-01 00:00:00'";
        } else if (bare instanceof ArrayType) {
            return cast("[]", type);
        } else if (bare instanceof MapType) {
            return cast("MAP {}", type);
        } else if (bare instanceof DataType.UuidType) {
            return "CAST('00000000-0000-0000-0000-000000000000' AS UUID)";
        } else if (bare instanceof EnumType e) {
            return e.entries().isEmpty() ? "''" : string(e.ordered().get(0).name());
        } else if (bare instanceof DataType.IpType ip) {
            return string(ip.zero());
        } else if (bare instanceof TupleType t) {
            return tuple(t);
        } else if (Types.text(bare)) {
            return "''";
        }
        return "NULL";
    }

    private static String tuple(TupleType type) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < type.elements().size(); i++) {
            members.add(string(StorageTypes.memberName(type, i)) + ": "
                    + defaultOf(type.elements().get(i)));
        }
        return cast("{" + String.join(", ", members) + "}", type);
    }
}
