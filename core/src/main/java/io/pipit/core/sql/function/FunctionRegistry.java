package io.pipit.core.sql.function;

import io.pipit.core.sql.function.ScalarFunction.Nulls;
import io.pipit.core.sql.function.ScalarFunction.Rule;
import java.util.Collection;
import java.util.LinkedHashMap;
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

    private FunctionRegistry(Map<String, ScalarFunction> byName) {
        this.byName = Map.copyOf(byName);
        Map<String, ScalarFunction> lower = new LinkedHashMap<>();
        byName.forEach((name, function) -> lower.putIfAbsent(name.toLowerCase(Locale.ROOT), function));
        this.byLowerName = Map.copyOf(lower);
    }

    /** All functions that Pipit knows. */
    public static FunctionRegistry standard() {
        Builder builder = new Builder();
        new OperatorFunctions().register(builder);
        new ConditionalFunctions().register(builder);
        new ConversionFunctions().register(builder);
        new DatePartFunctions().register(builder);
        new DateMathFunctions().register(builder);
        new DateTextFunctions().register(builder);
        new DateMakingFunctions().register(builder);
        new StringFunctions().register(builder);
        new SubstringFunctions().register(builder);
        new SplitFunctions().register(builder);
        new PatternFunctions().register(builder);
        new EncodingFunctions().register(builder);
        new SimilarityFunctions().register(builder);
        new StringSearchFunctions().register(builder);
        new UrlFunctions().register(builder);
        new JsonFunctions().register(builder);
        new MathFunctions().register(builder);
        new NumberFunctions().register(builder);
        new BitFunctions().register(builder);
        new VectorFunctions().register(builder);
        new ReadableFunctions().register(builder);
        new AddressFunctions().register(builder);
        new RandomFunctions().register(builder);
        new ArrayFunctions().register(builder);
        new ArrayShapeFunctions().register(builder);
        new HigherOrderFunctions().register(builder);
        new TupleAndMapFunctions().register(builder);
        new TupleMathFunctions().register(builder);
        new MapFunctions().register(builder);
        new HashFunctions().register(builder);
        new OtherFunctions().register(builder);
        return new FunctionRegistry(builder.functions);
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

    /** Collects functions. */
    static final class Builder {
        private final Map<String, ScalarFunction> functions = new LinkedHashMap<>();

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
            if (functions.put(name, function) != null) {
                throw new IllegalStateException("The function " + name + " is registered twice.");
            }
        }
    }
}
