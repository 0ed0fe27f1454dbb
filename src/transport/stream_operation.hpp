// SPDX-License-Identifier: BSL-1.0
// One operation of a stream at a time, which takes nothing from the heap.
//
// Closing the stream ends it; cancellation may not: the stream need not ask for it, which costs an allocation.
#pragma once

#include <jsonrpcclient/detail/stream.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/system/system_error.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace jsonrpcclient::detail {

class stream_operation
{
    // Stands here because its type is deduced.
    template <class Start>
    auto run(Start start)
    {
        return asio::async_initiate<const asio::deferred_t, void()>(
            [this, start](auto handler) {
                start(stream::step(&ended, this, asio::bind_allocator(of_handler_, std::move(handler)), of_operation_));
            },
            asio::deferred);
    }

public:
    // To be awaited, or to be given a handler; how it has ended is told by `error` and `size`.
    auto read_some(stream& from, asio::mutable_buffer where)
    {
        return run([&from, where](auto next) { from.read_step(where, std::move(next)); });
    }
    auto write_some(stream& to, asio::const_buffer what)
    {
        return run([&to, what](auto next) { to.write_step({what}, std::move(next)); });
    }

    const boost::system::error_code& error() const noexcept { return error_; }
    std::size_t size() const noexcept { return size_; }
    // The size; throws what went wrong.
    std::size_t result() const
    {
        if (error_)
            throw boost::system::system_error(error_);
        return size_;
    }

private:
    static void ended(void* self, stream::step::ending&& done, boost::system::error_code error, std::size_t size)
    {
        auto& me = *static_cast<stream_operation*>(self);
        me.error_ = error;
        me.size_ = size;
        std::move(done)();
    }

    using allocator = stream::step::allocator_type;

    allocator of_operation_{std::make_shared<operation_memory>()};
    allocator of_handler_{std::make_shared<operation_memory>()};
    boost::system::error_code error_;
    std::size_t size_ = 0;
};

} // namespace jsonrpcclient::detail
