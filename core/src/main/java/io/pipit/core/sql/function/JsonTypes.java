package io.pipit.core.sql.function;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.ArrayType;
import io.pipit.core.block.type.DataType.BoolType;
import io.pipit.core.block.type.DataType.FloatType;
import io.pipit.core.block.type.DataType.IntType;
import io.pipit.core.block.type.DataType.MapType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;

/** Types as the small JSON texts that the operation {@code jsonTyped} reads. */
final class JsonTypes {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonTypes() {}

    static String describe(DataType type) {
        return node(type).toString();
    }

    private static ObjectNode node(DataType type) {
        DataType bare = type.bare();
        ObjectNode node = bare(bare);
        return type.nullable() ? NODES.objectNode().set("nullable", node) : node;
    }

    private static ObjectNode bare(DataType type) {
        ObjectNode node = NODES.objectNode();
        if (type instanceof IntType i) {
            return node.put("kind", "int").put("bits", i.bits()).put("signed", i.signed());
        } else if (type instanceof FloatType) {
            return node.put("kind", "float");
        } else if (type instanceof BoolType) {
            return node.put("kind", "bool");
        } else if (type instanceof ArrayType a) {
            return node.put("kind", "array").set("of", node(a.element()));
        } else if (type instanceof MapType m) {
            return node.put("kind", "map").set("of", node(m.value()));
        } else if (type instanceof TupleType t) {
            ArrayNode members = node.put("kind", "tuple").putArray("members");
            for (int i = 0; i < t.elements().size(); i++) {
                members.addObject()
                        .put("name", StorageTypes.memberName(t, i))
                        .set("of", node(t.elements().get(i)));
            }
            return node;
        } else if (Types.text(type) || Types.enumeration(type)) {
            return node.put("kind", "text");
        }
        String zero = Types.date(type)
                ? "1970-01-01"
                : Types.instant(type)
                        ? "1970-01-01 00:00:00"
                        : type instanceof DataType.UuidType ? "00000000-0000-0000-0000-000000000000" : "0";
        return node.put("kind", "other").put("zero", zero);
    }
}
