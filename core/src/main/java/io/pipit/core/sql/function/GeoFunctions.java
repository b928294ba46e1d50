package io.pipit.core.sql.function;

import io.pipit.core.block.type.DataType;
import io.pipit.core.block.type.DataType.TupleType;
import io.pipit.core.block.type.StorageTypes;
import java.util.ArrayList;
import java.util.List;

/** Places on the earth and in a plane; of a place the longitude comes first. */
final class GeoFunctions implements FunctionRegistry.Family {
    private static final String POINTS = "longitude1 Number, latitude1 Number, longitude2 Number, latitude2 Number";

    @Override
    public void register(FunctionRegistry.Builder f) {
        distance(f, "greatCircleDistance", "pipit_great_circle_distance", "The distance on a sphere, in metres.");
        distance(f, "geoDistance", "pipit_geo_distance", "The distance on the ellipsoid WGS 84, in metres.");
        distance(f, "greatCircleAngle", "pipit_great_circle_angle", "The angle between two places, in degrees.");
        f.define(
                "geohashEncode",
                "longitude Number, latitude Number, letters Int?",
                "A place as a geohash of up to 12 letters.",
                c -> {
                    String letters = c.size() > 2 ? c.integer(2) : "12";
                    return Rendered.exact(
                            "pipit_text('geohash', CAST(" + c.floating(0) + " AS VARCHAR), CAST(" + c.floating(1)
                                    + " AS VARCHAR), CAST(" + letters + " AS VARCHAR))",
                            Types.STRING);
                });
        f.define("geohashDecode", "geohash String", "The middle of what a geohash covers.", c -> {
            String text = c.text(0);
            return Rendered.exact(
                    "struct_pack(longitude := CAST(pipit_text('geohashLongitude', " + text
                            + ") AS DOUBLE), latitude := CAST(pipit_text('geohashLatitude', " + text + ") AS DOUBLE))",
                    new TupleType(List.of("longitude", "latitude"), List.of(Types.FLOAT64, Types.FLOAT64)));
        });
        f.define(
                "pointInPolygon",
                "point Tuple, polygon Array, hole Array*",
                "Whether a point is in a polygon, or in one of several, and in no hole.",
                GeoFunctions::inside);
    }

    private static void distance(FunctionRegistry.Builder f, String name, String engine, String doc) {
        f.define(name, POINTS, doc, c -> {
            List<String> numbers = new ArrayList<>();
            boolean precise = false;
            for (int i = 0; i < c.size(); i++) {
                numbers.add(c.floating(i));
                precise |= Types.FLOAT64.equals(c.type(i).bare());
            }
            String value = engine + "(" + String.join(", ", numbers) + ")";
            return precise
                    ? Rendered.exact(value, Types.FLOAT64)
                    : Rendered.exact("CAST(" + value + " AS FLOAT)", Types.FLOAT32);
        });
    }

    /** A ray from a point inside crosses the border an odd number of times; so it does with holes and with several polygons. */
    private static Rendered inside(CallSite c) {
        TupleType point = pair(c, c.type(0), 1);
        List<String> borders = new ArrayList<>();
        for (int i = 1; i < c.size(); i++) {
            borders.add(border(c, i, c.sql(i), c.type(i)));
        }
        TupleType corner = corner(c, c.type(1));
        String x = coordinate(c.sql(0), point, 0);
        String y = coordinate(c.sql(0), point, 1);
        String x1 = coordinate("struct_extract(e, 1)", corner, 0);
        String y1 = coordinate("struct_extract(e, 1)", corner, 1);
        String x2 = coordinate("struct_extract(e, 2)", corner, 0);
        String y2 = coordinate("struct_extract(e, 2)", corner, 1);
        String crossed = "((" + y1 + " > " + y + ") <> (" + y2 + " > " + y + ") AND " + x + " < (" + x2 + " - " + x1
                + ") * (" + y + " - " + y1 + ") / (" + y2 + " - " + y1 + ") + " + x1 + ")";
        List<String> crossings = new ArrayList<>();
        for (String border : borders) {
            crossings.add("len(list_filter(" + border + ", lambda e: " + crossed + "))");
        }
        return Rendered.condition("((" + String.join(" + ", crossings) + ") % 2 = 1)");
    }

    /** The pairs of neighbouring corners; of all rings where there are several. */
    private static String border(CallSite c, int argument, String list, DataType type) {
        DataType element = Types.element(type);
        if (element.bare() instanceof TupleType) {
            pair(c, element, argument + 1);
            return "list_zip(" + list + ", list_concat(list_slice(" + list + ", 2, len(" + list + ")), list_slice("
                    + list + ", 1, 1)))";
        } else if (!Types.array(element)) {
            throw c.error("argument " + (argument + 1) + " is of type " + c.type(argument)
                    + ", where an array of points such as [(0, 0), (4, 0), (0, 4)] is expected");
        }
        return Types.array(Types.element(element))
                ? border(c, argument, "flatten(" + list + ")", element)
                : "flatten(list_transform(" + list + ", lambda r: " + border(c, argument, "r", element) + "))";
    }

    private static TupleType corner(CallSite c, DataType polygon) {
        DataType element = polygon;
        while (Types.array(element)) {
            element = Types.element(element);
        }
        return pair(c, element, 2);
    }

    private static TupleType pair(CallSite c, DataType type, int argument) {
        if (type.bare() instanceof TupleType t
                && t.elements().size() == 2
                && t.elements().stream().allMatch(Types::number)) {
            return t;
        }
        throw c.error("argument " + argument + " is of type " + c.type(argument - 1)
                + ", where points of two numbers such as (1.5, 2.5) are expected");
    }

    private static String coordinate(String sql, TupleType type, int index) {
        return "CAST(struct_extract(" + sql + ", " + SqlText.string(StorageTypes.memberName(type, index))
                + ") AS DOUBLE)";
    }
}
