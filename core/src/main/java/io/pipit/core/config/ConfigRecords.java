package io.pipit.core.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Makes records by their canonical constructor. */
final class ConfigRecords {
    private ConfigRecords() {}

    static Object make(Class<?> type, Object[] values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Settings records have public canonical constructors: " + type, e);
        }
    }
}
