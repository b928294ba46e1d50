package io.pipit.core.sql.function;

import io.pipit.core.sql.function.ScalarFunction.Nulls;
import io.pipit.core.sql.function.ScalarFunction.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All scalar functions by name. Immutable. Names are found as written, then without regard to case. */
public final class FunctionRegistry {
    /** A file of functions that belong together. */
    interface Family {
        /** Adds its functions. */
        void register(Builder functions);
    }

    private final Map<String, ScalarFunction> byName;
    private final Map<String, ScalarFunction> byLowerName;

    private final Map<String, List<String>> sections;

    private FunctionRegistry(Builder builder) {
        Map<String, ScalarFunction> byName = builder.functions;
        this.sections = builder.sections;
        this.byName = Map.copyOf(byName);
        Map<String, ScalarFunction> lower = new LinkedHashMap<>();
        byName.forEach((name, function) -> lower.putIfAbsent(name.toLowerCase(Locale.ROOT), function));
        this.byLowerName = Map.copyOf(lower);
    }

    /** All functions that Pipit knows. */
    public static FunctionRegistry standard() {
        Builder builder = new Builder();
        builder.section("Operators", new OperatorFunctions());
        builder.section("Conditions and NULL", new ConditionalFunctions());
        builder.section("Conversions", new ConversionFunctions());
        builder.section(
                "Dates and times",
                new DatePartFunctions(),
                new DateMathFunctions(),
                new PeriodFunctions(),
                new DateTextFunctions(),
                new DateMakingFunctions());
        builder.section(
                "Texts",
                new StringFunctions(),
                new SubstringFunctions(),
                new SplitFunctions(),
                new PatternFunctions(),
                new EncodingFunctions(),
                new SimilarityFunctions(),
                new StringSearchFunctions());
        builder.section("URLs", new UrlFunctions());
        builder.section("JSON", new JsonFunctions(), new SimpleJsonFunctions());
        builder.section(
                "Numbers",
                new MathFunctions(),
                new NumberFunctions(),
                new BitFunctions(),
                new VectorFunctions(),
                new CurveFunctions());
        builder.section("Readable sizes", new ReadableFunctions());
        builder.section("Addresses", new AddressFunctions());
        builder.section("Places", new GeoFunctions());
        builder.section("Random values", new RandomFunctions());
        builder.section("Arrays", new ArrayFunctions(), new ArrayShapeFunctions(), new HigherOrderFunctions());
        builder.section("Tuples and maps", new TupleAndMapFunctions(), new TupleMathFunctions(), new MapFunctions());
        builder.section("Sets of integers", new BitmapFunctions());
        builder.section("Hashes", new HashFunctions());
        builder.section("Others", new OtherFunctions());
        return new FunctionRegistry(builder);
    }

    /** The function of this name. */
    public Optional<ScalarFunction> find(String name) {
        ScalarFunction exact = byName.get(name);
        return Optional.ofNullable(exact != null ? exact : byLowerName.get(name.toLowerCase(Locale.ROOT)));
    }

    /** All names. */
    public Collection<String> names() {
        return byName.keySet();
    }

    /** The names by what they are about, in the order of the documentation. */
    public Map<String, List<String>> sections() {
        return Collections.unmodifiableMap(sections);
    }

    /** Collects functions. */
    static final class Builder {
        private final Map<String, ScalarFunction> functions = new LinkedHashMap<>();
        private final Map<String, List<String>> sections = new LinkedHashMap<>();
        private List<String> section = new ArrayList<>();

        private void section(String title, Family... families) {
            section = new ArrayList<>();
            sections.put(title, section);
            for (Family family : families) {
                family.register(this);
            }
        }

        /** A function whose result is NULL when an argument is; see {@link Signature}. */
        void define(String name, String signature, String doc, Rule rule) {
            put(name, of(name, signature, Nulls.PROPAGATE, doc, rule));
        }

        /** A function that says itself what NULL does; see {@link Signature}. */
        void defineOwnNulls(String name, String signature, String doc, Rule rule) {
            put(name, of(name, signature, Nulls.OWN, doc, rule));
        }

        private static ScalarFunction of(String name, String signature, Nulls nulls, String doc, Rule rule) {
            Signature s = Signature.of(signature);
            return new ScalarFunction(name, s.min(), s.max(), Optional.of(s), nulls, doc, rule);
        }

        /** A function whose result is NULL when an argument is. */
        void add(String name, int min, int max, String doc, Rule rule) {
            put(name, new ScalarFunction(name, min, max, Optional.empty(), Nulls.PROPAGATE, doc, rule));
        }

        /** A function that says itself what NULL does. */
        void addOwnNulls(String name, int min, int max, String doc, Rule rule) {
            put(name, new ScalarFunction(name, min, max, Optional.empty(), Nulls.OWN, doc, rule));
        }

        /** A function that is or will be added. */
        ScalarFunction known(String name) {
            return functions.get(name);
        }

        /** More names of a function that has been added. */
        void alias(String existing, String... names) {
            ScalarFunction function = functions.get(existing);
            for (String name : names) {
                put(name, function);
            }
        }

        private void put(String name, ScalarFunction function) {
            section.add(name);
            if (functions.put(name, function) != null) {
                throw new IllegalStateException("The function " + name + " is registered twice.");
            }
        }
    }
}
