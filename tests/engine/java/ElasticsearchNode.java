// One Elasticsearch node on loopback: `java -cp 'lib/*' ElasticsearchNode.java <folder> <port>`.
// It ends when its standard input does, so that it never outlives the tests that started it.

import org.codelibs.elasticsearch.runner.ElasticsearchClusterRunner;

public class ElasticsearchNode {
    public static void main(String[] args) throws Exception {
        ElasticsearchClusterRunner runner = new ElasticsearchClusterRunner();
        Thread stdin = new Thread(() -> {
            try {
                while (System.in.read() >= 0) { }
            } catch (java.io.IOException ended) { }
            Runtime.getRuntime().halt(0);
        });
        stdin.setDaemon(true);
        stdin.start();
        runner.onBuild((number, settings) -> {
            settings.put("http.port", args[1]);
            settings.put("network.host", "127.0.0.1");
            settings.put("discovery.type", "single-node");
            settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
        });
        runner.build(ElasticsearchClusterRunner.newConfigs().basePath(args[0]).clusterName("presswatch-tests").numOfNode(1));
        runner.ensureYellow();
        stdin.join();
    }
}
