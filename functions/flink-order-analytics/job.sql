-- Orders per product and minute, from the topic of orders to the topic of results.
--
-- Time is the order's own. A window closes once a record is ${LATENESS_MINUTES} minutes past its end; what comes later still is
-- dropped and counted by Flink (numLateRecordsDropped), so that a result, once written, never changes. The same order twice
-- counts once: a repetition carries the same time, and so falls into the same window.

CREATE TABLE orders (
  order_id STRING,
  placed_at TIMESTAMP_LTZ(3),
  currency STRING,
  items ARRAY<ROW<product_id STRING, quantity INT, unit_price DECIMAL(12, 2)>>,
  -- An order without a time, or from the future, would stop or push every window: it gets a time that no order has.
  event_time AS CASE
    WHEN placed_at IS NULL OR placed_at > CURRENT_TIMESTAMP + INTERVAL '1' MINUTE THEN TO_TIMESTAMP_LTZ(0, 3)
    ELSE placed_at
  END,
  WATERMARK FOR event_time AS event_time - INTERVAL '${LATENESS_MINUTES}' MINUTE
) WITH (
  'connector' = 'kafka',
  'topic' = '${ORDERS_TOPIC}',
  'properties.bootstrap.servers' = '${KAFKA_BROKERS}',
  'properties.group.id' = '${CONSUMER_GROUP}',
  'properties.security.protocol' = 'SASL_SSL',
  'properties.sasl.mechanism' = 'SCRAM-SHA-512',
  'properties.sasl.jaas.config' = '${SASL_JAAS_CONFIG}',
  'properties.isolation.level' = 'read_committed',
  -- Where no checkpoint says otherwise: go on where the group stopped, and at first from the beginning.
  'scan.startup.mode' = 'group-offsets',
  'properties.auto.offset.reset' = 'earliest',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601',
  -- One malformed record must not hold up all that follow.
  'json.ignore-parse-errors' = 'true'
);

CREATE TABLE results (
  window_start TIMESTAMP_LTZ(3),
  window_end TIMESTAMP_LTZ(3),
  product_id STRING,
  currency STRING,
  orders BIGINT,
  units BIGINT,
  revenue DECIMAL(38, 2)
) WITH (
  'connector' = 'kafka',
  'topic' = '${RESULTS_TOPIC}',
  'properties.bootstrap.servers' = '${KAFKA_BROKERS}',
  'properties.security.protocol' = 'SASL_SSL',
  'properties.sasl.mechanism' = 'SCRAM-SHA-512',
  'properties.sasl.jaas.config' = '${SASL_JAAS_CONFIG}',
  -- Written with the checkpoint or not at all; readers take committed records only.
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = '${TRANSACTIONAL_PREFIX}',
  'properties.transaction.timeout.ms' = '900000',
  'key.format' = 'raw',
  'key.fields' = 'product_id',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TEMPORARY VIEW placed AS
SELECT order_id, currency, items, window_start, window_end, window_time
FROM (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY window_start, window_end, order_id ORDER BY event_time) AS repetition
  FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(event_time), INTERVAL '1' MINUTE))
  WHERE order_id IS NOT NULL AND event_time > TO_TIMESTAMP_LTZ(0, 3)
)
WHERE repetition = 1;

INSERT INTO results
SELECT
  window_start,
  window_end,
  product_id,
  currency,
  COUNT(DISTINCT order_id),
  CAST(SUM(quantity) AS BIGINT),
  SUM(quantity * unit_price)
FROM placed CROSS JOIN UNNEST(items) AS item (product_id, quantity, unit_price)
WHERE product_id IS NOT NULL AND quantity > 0 AND unit_price >= 0
GROUP BY window_start, window_end, product_id, currency;
