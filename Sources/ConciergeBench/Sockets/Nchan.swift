import Foundation

/// nginx with its nchan module, one worker: what a hotel would put there if it had no Concierge.
struct Nchan {
    /// The port it listens on.
    let port: Int
    let child: Child
    private let folder: URL

    /// Starts one on a free port.
    ///
    /// - Throws: ``BenchError`` when it is not installed.
    init() throws {
        let program = "/usr/sbin/nginx"
        let module = "/usr/lib/nginx/modules/ngx_nchan_module.so"
        for file in [program, module] where !FileManager.default.fileExists(atPath: file) {
            throw BenchError("\(file) is missing: install nginx and libnginx-mod-nchan")
        }
        port = try Ports.free()
        folder = FileManager.default.temporaryDirectory.appending(path: "concierge-bench-nginx-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "nginx.conf")
        try Data(Self.configuration(module: module, port: port, folder: folder.path).utf8).write(to: file)
        child = try Child(program, ["-p", folder.path, "-c", file.path])
    }

    /// Ends it and removes its files.
    func stop() async {
        await child.stop()
        // Nothing but logs of a measurement that is over.
        try? FileManager.default.removeItem(at: folder)
    }

    /// The request that opens a socket.
    var opening: [UInt8] { WebSocketClient.opening("/subscribe", port: port) }

    /// The request that publishes a text.
    static func publication(_ text: String) -> [UInt8] {
        Array("POST /publish HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)".utf8)
    }

    private static func configuration(module: String, port: Int, folder: String) -> String {
        """
        load_module \(module);
        daemon off;
        # One process: a master would be one more to wait for.
        master_process off;
        worker_rlimit_nofile 20000;
        pid \(folder)/nginx.pid;
        error_log \(folder)/error.log warn;
        events { worker_connections 19000; use epoll; multi_accept on; }
        http {
            access_log off;
            keepalive_timeout 3600;
            keepalive_requests 100000000;
            client_body_temp_path \(folder)/body;
            proxy_temp_path \(folder)/proxy;
            fastcgi_temp_path \(folder)/fastcgi;
            uwsgi_temp_path \(folder)/uwsgi;
            scgi_temp_path \(folder)/scgi;
            server {
                listen 127.0.0.1:\(port) backlog=16384;
                location = /ready { return 200 "ready"; }
                location = /publish { nchan_publisher; nchan_channel_id bench; nchan_message_buffer_length 100; }
                location = /subscribe {
                    nchan_subscriber websocket; nchan_channel_id bench; nchan_subscriber_first_message newest;
                    nchan_websocket_ping_interval 0;
                }
            }
        }
        """
    }
}
