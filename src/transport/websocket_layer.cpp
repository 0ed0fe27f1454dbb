// SPDX-License-Identifier: BSL-1.0
#include "transport/websocket_layer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>

#include <tuple>

namespace jsonrpcclient::detail {

asio::awaitable<boost::system::error_code> websocket_layer::flush(std::shared_ptr<state> me)
{
    while (me->is_flushing)
        co_await me->is_flushed.wait();
    // Whatever stopped who went before stops all.
    if (me->failed || me->collected.empty())
        co_return me->failed;
    flushing scope(*me);
    try
    {
        // Who comes meanwhile with little does not wait, but leaves it here.
        while (!me->collected.empty() && !me->failed)
        {
            me->leaving.swap(me->collected);
            asio::const_buffer rest = asio::buffer(me->leaving);
            while (rest.size() != 0 && !me->failed)
            {
                std::size_t size = 0;
                if (me->is_framed)
                {
                    co_await me->writing.write_some(*me->next, rest);
                    me->failed = me->writing.error();
                    size = me->writing.size();
                }
                else
                    // The handshake has to end when it is cancelled.
                    std::tie(me->failed, size) =
                        co_await me->next->async_write_some(rest, asio::as_tuple(asio::deferred));
                me->left += size;
                rest += size;
                if (rest.size() != 0 && !me->failed)
                    me->last_sign = std::chrono::steady_clock::now();
            }
            // The two take turns: either may have become large.
            if (me->spare.is_due(me->leaving.size()))
            {
                give_back(me->leaving);
                me->collected.shrink_to_fit();
            }
            me->leaving.clear();
        }
    }
    catch (const boost::system::system_error& canceled)
    {
        me->failed = canceled.code();
    }
    scope.done();
    co_return me->failed;
}

} // namespace jsonrpcclient::detail
