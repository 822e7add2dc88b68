package org.evalgap.spark;

import org.apache.spark.sql.SparkSession;

/** A Spark of this process with the settings of a sweep. */
final class LocalSpark {

    private LocalSpark() {}

    static SparkSession start(int cores) {
        System.setProperty("spark.master", "local[" + cores + "]");
        System.setProperty("spark.sql.warehouse.dir", "target/spark-warehouse");
        try {
            return SparkSettings.start("test", 0, warning -> {
                throw new AssertionError(warning);
            });
        } finally {
            System.clearProperty("spark.master");
            System.clearProperty("spark.sql.warehouse.dir");
        }
    }
}
