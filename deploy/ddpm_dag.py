"""Airflow: train, then generate and publish, every night.

Needs on the workers a dist/ of spark-ddpm (Variable ddpm_home), Spark's client and Hadoop's
configuration (SPARK_HOME, HADOOP_CONF_DIR), and a Java 17. Both tasks may be retried: the same
command goes on where it stopped. Once --images are seen, a night finds nothing to do and ends in
seconds; for a new model each night put {{ ds }} into FOLDER and leave PUBLISH as it is.
"""

from datetime import datetime, timedelta

from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # before Airflow 2.9
    from airflow.operators.bash import BashOperator

FOLDER = "hdfs:///ddpm/digits"
PUBLISH = "hdfs:///ddpm/digits/current.json"
SUBMIT = (
    "{{ var.value.ddpm_home }}/scripts/spark-submit --master yarn --deploy-mode cluster"
    " --properties-file {{ var.value.ddpm_home }}/conf/spark-defaults.yarn.conf "
)

with DAG(
    dag_id="ddpm_digits",
    start_date=datetime(2026, 1, 1),
    schedule="30 2 * * *",
    catchup=False,
    # Two drivers are refused on one folder of checkpoints.
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=5)},
) as dag:
    train = BashOperator(
        task_id="train",
        bash_command=SUBMIT + f"train-job --preset small --checkpoints {FOLDER}/checkpoints",
    )
    generate = BashOperator(
        task_id="generate",
        bash_command=SUBMIT
        + f"generate-job --checkpoint {FOLDER}/checkpoints --output {FOLDER}/samples"
        + f" --per-class 1000 --publish {PUBLISH}",
    )
    train >> generate
