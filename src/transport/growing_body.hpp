// SPDX-License-Identifier: BSL-1.0
// The body of an HTTP answer, for Beast.
#pragma once

#include <jsonrpcclient/config.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/error_code.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <string>

namespace jsonrpcclient::detail {

// A body that grows as it comes: what a server only announces takes no memory, and what does not fit into it is an error
// of the exchange.
struct growing_body
{
    using value_type = std::string;

    class reader
    {
    public:
        template <bool IsRequest, class Fields>
        reader(boost::beast::http::header<IsRequest, Fields>&, std::string& body) : body_(body)
        {
        }

        void init(const boost::optional<std::uint64_t>& size, boost::system::error_code& error)
        {
            // A quarter more than a MiB, and than what is announced if that is large: of glibc's heap so much stays as twice the
            // largest text that was given back, and an answer and the result in it are to find room there. Otherwise each
            // of them is mapped anew, which takes more time than to read it.
            constexpr std::uint64_t most = (1 << 20) + (1 << 18), large = 1 << 17;
            auto announced = std::min(size.value_or(0), most);
            reserve(announced < large ? announced : std::min(announced + announced / 4, most), error);
        }

        template <class Buffers>
        std::size_t put(const Buffers& buffers, boost::system::error_code& error)
        {
            auto size = asio::buffer_size(buffers);
            if (auto needed = body_.size() + size; body_.capacity() < needed)
                reserve(std::max(2 * body_.capacity(), needed), error);
            if (error)
                return 0;
            for (auto i = asio::buffer_sequence_begin(buffers); i != asio::buffer_sequence_end(buffers); ++i)
                body_.append(static_cast<const char*>(i->data()), i->size());
            return size;
        }

        void finish(boost::system::error_code& error) { error = {}; }

    private:
        void reserve(std::size_t size, boost::system::error_code& error)
        try
        {
            error = {};
            body_.reserve(size);
        }
        catch (const std::exception&)
        {
            error = make_error_code(boost::system::errc::not_enough_memory);
        }

        std::string& body_;
    };
};

} // namespace jsonrpcclient::detail
