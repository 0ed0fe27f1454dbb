// SPDX-License-Identifier: BSL-1.0
// Whether this thread is at work for an executor: then what is dispatched to it runs at once.
//
// `asio::dispatch` finds the same out, but an executor whose type is erased makes a function object of the work first: 400
// instructions for each call.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

namespace jsonrpcclient::detail {

namespace asio = boost::asio;

class presence
{
public:
    // The executor stays where it is.
    explicit presence(const asio::any_io_executor& executor) noexcept
        : context_(executor.target<asio::io_context::executor_type>()),
          context_strand_(executor.target<asio::strand<asio::io_context::executor_type>>()),
          strand_(executor.target<asio::strand<asio::any_io_executor>>())
    {
    }

    // Of executors of other kinds it is not known: false.
    bool operator()() const noexcept
    {
        return context_          ? context_->running_in_this_thread()
               : context_strand_ ? context_strand_->running_in_this_thread()
               : strand_         ? strand_->running_in_this_thread()
                                 : false;
    }

private:
    const asio::io_context::executor_type* context_;
    const asio::strand<asio::io_context::executor_type>* context_strand_;
    const asio::strand<asio::any_io_executor>* strand_;
};

} // namespace jsonrpcclient::detail
