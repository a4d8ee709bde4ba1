// Kafka's own Java client, for tests: BOOTSTRAP topics | count TOPIC | dump TOPIC
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

public class KafkaClient {
  public static void main(String[] args) {
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
