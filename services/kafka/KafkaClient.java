// Kafka's own Java client, for tests: BOOTSTRAP topics | count TOPIC | dump TOPIC | produce TOPIC VALUE...
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

public class KafkaClient {
  public static void main(String[] args) {
    if (args[1].equals("produce")) {
      produce(args[0], args[2], Arrays.copyOfRange(args, 3, args.length));
      return;
    }
    // Committed records only, as a consumer of dead letters would see them.
    Map<String, Object> config = Map.of("bootstrap.servers", args[0], "isolation.level", "read_committed",
        "enable.auto.commit", "false", "allow.auto.create.topics", "false");
    try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      switch (args[1]) {
        case "topics" -> new TreeSet<>(consumer.listTopics().keySet()).forEach(System.out::println);
        case "count" -> System.out.println(read(consumer, args[2], record -> {}));
        case "dump" -> read(consumer, args[2], record -> System.out.println(record.key() + "\t" + record.value()));
        default -> throw new IllegalArgumentException(args[1]);
      }
    }
  }

  /** Writes messages without a key, as StreamPark does; the broker creates the topic. */
  static void produce(String bootstrap, String topic, String[] values) {
    var config = Map.<String, Object>of("bootstrap.servers", bootstrap);
    try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      for (String value : values) producer.send(new ProducerRecord<>(topic, value));
    }
  }

  /** Reads the topic from its beginning to the end it has now; returns the number of records. */
  static long read(KafkaConsumer<String, String> consumer, String topic, Consumer<ConsumerRecord<String, String>> use) {
    List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
        .map(partition -> new TopicPartition(topic, partition.partition())).toList();
    if (partitions.isEmpty()) throw new IllegalArgumentException("there is no topic " + topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    var ends = consumer.endOffsets(partitions);
    long count = 0;
    while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      for (var record : consumer.poll(Duration.ofMillis(200))) {
        use.accept(record);
        count++;
      }
    }
    return count;
  }
}
