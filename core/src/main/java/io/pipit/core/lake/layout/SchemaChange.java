package io.pipit.core.lake.layout;

import io.pipit.core.block.TableSpec;
import io.pipit.core.error.ErrorCode;
import io.pipit.core.error.PipitException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Brings a table in the lake to what a project declares, as far as that is adding columns. */
public final class SchemaChange {
    private final TableSpec spec;
    private final Table table;

    /** For one table. */
    public SchemaChange(TableSpec spec, Table table) {
        this.spec = spec;
        this.table = table;
    }

    /** Adds what is new; does nothing when all is there. */
    public void apply() {
        Schema wanted = new TableLayout(spec).schema();
        List<Types.NestedField> added = new ArrayList<>();
        for (Types.NestedField field : wanted.columns()) {
            Types.NestedField existing = table.schema().asStruct().field(field.name());
            if (existing == null) {
                added.add(field);
            } else if (!sameShape(existing.type(), field.type())) {
                throw different("column '" + field.name() + "' is " + existing.type() + " in the lake and "
                        + field.type() + " in the project");
            }
        }
        checkPartitions(new TableLayout(spec).partitions(wanted));
        if (!added.isEmpty()) {
            Transaction both = table.newTransaction();
            UpdateSchema update = both.updateSchema();
            added.forEach(f -> update.addColumn(null, f.name(), f.type()));
            update.commit();
            UpdateProperties absent = both.updateProperties();
            added.stream()
                    .flatMap(f -> spec.column(f.name()).stream())
                    .flatMap(column -> AddedColumns.property(column).stream())
                    .forEach(property -> absent.set(property.getKey(), property.getValue()));
            absent.commit();
            both.commitTransaction();
        }
    }

    private void checkPartitions(PartitionSpec wanted) {
        String found = text(table.spec(), table.schema());
        String declared = text(wanted, new TableLayout(spec).schema());
        if (!found.equals(declared)) {
            throw different("partition key is " + found + " in the lake and " + declared + " in the project");
        }
    }

    private static String text(PartitionSpec partitions, Schema schema) {
        if (partitions.isUnpartitioned()) {
            return "none";
        }
        PartitionField field = partitions.fields().get(0);
        return field.transform() + " of " + schema.findColumnName(field.sourceId());
    }

    /** Field ids differ between what a project declares and what the catalog gave: only names and types count. */
    private static boolean sameShape(Type a, Type b) {
        if (a.isStructType() && b.isStructType()) {
            List<Types.NestedField> left = a.asStructType().fields();
            List<Types.NestedField> right = b.asStructType().fields();
            if (left.size() != right.size()) {
                return false;
            }
            for (int i = 0; i < left.size(); i++) {
                if (!left.get(i).name().equals(right.get(i).name())
                        || !sameShape(left.get(i).type(), right.get(i).type())) {
                    return false;
                }
            }
            return true;
        } else if (a.isListType() && b.isListType()) {
            return sameShape(a.asListType().elementType(), b.asListType().elementType());
        } else if (a.isMapType() && b.isMapType()) {
            return sameShape(a.asMapType().keyType(), b.asMapType().keyType())
                    && sameShape(a.asMapType().valueType(), b.asMapType().valueType());
        }
        return a.equals(b);
    }

    private PipitException different(String what) {
        return new PipitException(
                ErrorCode.INVALID_PROJECT,
                "The table " + spec.name() + " exists and its " + what
                        + ". Only new columns can be added to a table that holds rows: give the data source a new name, or "
                        + "drop the table.");
    }
}
