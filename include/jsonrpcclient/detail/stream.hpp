// SPDX-License-Identifier: BSL-1.0
// A connected stream of bytes, whatever carries them.
//
// HTTP, WebSocket and the framed channels are compiled once over this type, not once for each of TCP, TLS, unix
// sockets and the streams of users. It has the members that Asio and Beast ask of an asynchronous stream.
#pragma once

#include <jsonrpcclient/config.hpp>
#include <jsonrpcclient/detail/operation_memory.hpp>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace jsonrpcclient::detail {

class JSONRPCCLIENT_DECL stream
{
public:
    using executor_type = asio::any_io_executor;
    using handler = asio::any_completion_handler<void(boost::system::error_code, std::size_t)>;

    virtual ~stream();

    virtual executor_type get_executor() = 0;

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const gathered<asio::mutable_buffer>& where)
            { read_some(where, stream::handler(std::move(handler))); },
            token, gathered<asio::mutable_buffer>(buffers));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const gathered<asio::const_buffer>& what)
            { write_some(what, stream::handler(std::move(handler))); },
            token, gathered<asio::const_buffer>(buffers));
    }

    // Goes on with what is done on a stream. It has no executor and no cancellation slot, and its type is known: a handler of
    // which that cannot be said costs five allocations for each read and write.
    class step
    {
    public:
        using allocator_type = operation_allocator<void>;
        using ending = asio::any_completion_handler<void()>;
        // `done` completes all that is done; until then it goes from step to step.
        using function = void (*)(void* self, ending&& done, boost::system::error_code error, std::size_t size);

        step(function run, void* self, ending&& done, allocator_type from) noexcept
            : run_(run), self_(self), done_(std::move(done)), from_(std::move(from))
        {
        }

        allocator_type get_allocator() const noexcept { return from_; }

        void operator()(boost::system::error_code error, std::size_t size)
        {
            run_(self_, std::move(done_), error, size);
        }

    private:
        friend stream;

        function run_;
        void* self_;
        ending done_;
        allocator_type from_;
    };

    // For a stream that ends when it is closed, and is used on its own executor only. Any other takes these.
    virtual void read_step(asio::mutable_buffer where, step next)
    {
        read_some(gathered<asio::mutable_buffer>(where), whole(std::move(next)));
    }
    virtual void write_step(const std::array<asio::const_buffer, 2>& what, step next)
    {
        write_some(gathered<asio::const_buffer>(what), whole(std::move(next)));
    }

    // Whether nothing has come since the last read: no bytes, and no end of the stream. Asked of a connection that
    // is to carry an HTTP exchange; if something has come, it does not any more.
    virtual bool is_quiet() { return true; }

    // Ends the connection; what is pending ends with `operation_aborted`.
    virtual void close() noexcept = 0;

protected:
    // The first buffers of a sequence. A single operation may take fewer bytes than it is offered.
    template <class Buffer>
    class gathered
    {
    public:
        template <class Buffers>
        explicit gathered(const Buffers& buffers)
        {
            auto end = asio::buffer_sequence_end(buffers);
            for (auto i = asio::buffer_sequence_begin(buffers); i != end && size_ != buffers_.size(); ++i)
                if (Buffer buffer(*i); buffer.size() != 0)
                    buffers_[size_++] = buffer;
        }

        const Buffer* begin() const noexcept { return buffers_.data(); }
        const Buffer* end() const noexcept { return buffers_.data() + size_; }

    private:
        std::array<Buffer, 16> buffers_;
        std::size_t size_ = 0;
    };

    virtual void read_some(const gathered<asio::mutable_buffer>& where, handler done) = 0;
    virtual void write_some(const gathered<asio::const_buffer>& what, handler done) = 0;

private:
    // With the executor and the cancellation slot of what waits for its end.
    handler whole(step&& next)
    {
        auto executor = asio::get_associated_executor(next.done_, get_executor());
        auto slot = asio::get_associated_cancellation_slot(next.done_);
        return asio::bind_executor(std::move(executor), asio::bind_cancellation_slot(slot, std::move(next)));
    }
};

// One of Asio's streams, or of the same kind.
template <class AsyncStream>
class stream_of : public stream
{
public:
    explicit stream_of(AsyncStream&& next) : next_(std::move(next)) {}

    executor_type get_executor() override { return next_.get_executor(); }

    void close() noexcept override
    {
        try
        {
            boost::system::error_code ignored;
            if constexpr (requires { next_.close(ignored); })
                next_.close(ignored);
            else if constexpr (requires { next_.close(); })
                next_.close();
            else if constexpr (requires { next_.lowest_layer().close(ignored); })
                next_.lowest_layer().close(ignored);
        }
        catch (...)
        {
            // It is over, in whichever way.
        }
    }

protected:
    AsyncStream& next() noexcept { return next_; }

private:
    void read_some(const gathered<asio::mutable_buffer>& where, handler done) override
    {
        next_.async_read_some(where, std::move(done));
    }
    void write_some(const gathered<asio::const_buffer>& what, handler done) override
    {
        next_.async_write_some(what, std::move(done));
    }

    AsyncStream next_;
};

} // namespace jsonrpcclient::detail
