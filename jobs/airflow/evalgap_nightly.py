"""EvalGap each night by Airflow: the sweep on the cluster of a Spark connection, then the check of what it left.

Airflow 2.9 or newer with apache-airflow-providers-apache-spark. The distribution is unpacked at EVALGAP_HOME on the
workers of Airflow, and OUTPUT is a file system that they share with Spark's executors.
"""

from __future__ import annotations

import glob
import os
from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

EVALGAP_HOME = os.environ.get("EVALGAP_HOME", "/opt/evalgap")
OUTPUT = os.environ.get("EVALGAP_OUTPUT", "hdfs:///studies/nightly")
STUDY = f"{EVALGAP_HOME}/conf/quickstart.conf"

# The logical date names the output, so a task that is cleared or retried goes on where it stopped.
OUTPUT_OF_THE_NIGHT = OUTPUT + "/{{ ds }}"

with DAG(
    dag_id="evalgap_nightly",
    description="Does eval() still cost no more than five points?",
    schedule="15 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
) as dag:
    sweep = SparkSubmitOperator(
        task_id="sweep",
        conn_id="spark_default",
        application=next(iter(glob.glob(f"{EVALGAP_HOME}/evalgap-cli-*.jar")), f"{EVALGAP_HOME}/evalgap-cli.jar"),
        java_class="org.evalgap.cli.Main",
        jars=",".join(sorted(glob.glob(f"{EVALGAP_HOME}/lib/*.jar"))),
        application_args=["sweep", STUDY, "--output", OUTPUT_OF_THE_NIGHT],
        executor_cores=1,
        executor_memory="1g",
    )
    check = BashOperator(
        task_id="check",
        # Exit code 4: a cell exceeds its bound, and trying again will not help.
        bash_command=f"{EVALGAP_HOME}/jobs/evalgap check {OUTPUT_OF_THE_NIGHT} --max-degradation 0.05",
        retries=0,
    )
    sweep >> check
