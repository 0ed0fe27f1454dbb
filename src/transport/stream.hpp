// SPDX-License-Identifier: BSL-1.0
// A connected stream of bytes, whatever carries them.
//
// HTTP and the framed channels are compiled once over this type, not once for each of TCP, TLS and unix
// sockets. It has the members that Asio and Beast ask of an asynchronous stream.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace jsonrpcclient::detail {

class stream
{
public:
    using executor_type = boost::asio::any_io_executor;
    using handler = boost::asio::any_completion_handler<void(boost::system::error_code, std::size_t)>;

    virtual ~stream();

    virtual executor_type get_executor() = 0;

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const gathered<boost::asio::mutable_buffer>& where)
            { read_some(where, stream::handler(std::move(handler))); },
            token, gathered<boost::asio::mutable_buffer>(buffers));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const gathered<boost::asio::const_buffer>& what)
            { write_some(what, stream::handler(std::move(handler))); },
            token, gathered<boost::asio::const_buffer>(buffers));
    }

    // Whether nothing has come since the last read: no bytes, and no end of the stream.
    virtual bool is_quiet() = 0;

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
            auto end = boost::asio::buffer_sequence_end(buffers);
            for (auto i = boost::asio::buffer_sequence_begin(buffers); i != end && size_ != buffers_.size(); ++i)
                if (Buffer buffer(*i); buffer.size() != 0)
                    buffers_[size_++] = buffer;
        }

        const Buffer* begin() const noexcept { return buffers_.data(); }
        const Buffer* end() const noexcept { return buffers_.data() + size_; }

    private:
        std::array<Buffer, 16> buffers_;
        std::size_t size_ = 0;
    };

    virtual void read_some(const gathered<boost::asio::mutable_buffer>& where, handler done) = 0;
    virtual void write_some(const gathered<boost::asio::const_buffer>& what, handler done) = 0;
};

} // namespace jsonrpcclient::detail
