import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// A connection to the edge: HTTP/1.1 at first, a WebSocket once a route has said so.
///
/// Hummingbird's own does all of it but the last: its HTTP handlers cannot leave a connection, and what a client sends
/// right behind its request would be lost.
struct EdgeChannel: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let configuration: EdgeConfiguration

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = configuration.maxHeaderBytes
            limits.maxHeaderListSize = configuration.maxHeaderBytes
            limits.maxHeaderFieldCount = 100
            let decoder = ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits)
            )
            let encoder = HTTPResponseEncoder()
            let codec = HTTP1ToHTTPServerCodec(secure: false)
            let connection = ConnectionGuard(requestTimeout: TimeAmount(configuration.requestTimeout))
            let state = HTTPConnectionStateHandler(idleTimeout: configuration.idleTimeout, logger: logger)
            let side = HTTPSide(channel)
            connection.neighbours = .init(side: side, decoder: decoder, others: [encoder, codec, state])
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandlers([encoder, decoder, codec, connection, state])
            return try Value(
                wrappingChannelSynchronously: side,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
        }
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}
