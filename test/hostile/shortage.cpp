// SPDX-License-Identifier: BSL-1.0
// There is no memory left while an answer is read, at each place where some is taken.
#include "hostile/memory.hpp"

#include "core/multiplexer.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <new>

namespace bdata = boost::unit_test::data;
namespace rpc = jsonrpcclient;
using rpc::detail::multiplexer;
using rpc::detail::received;

BOOST_AUTO_TEST_SUITE(shortage)

namespace {

// Whether there was enough memory.
bool receive(multiplexer& calls, std::string_view text, std::size_t blocks, received& came)
{
    hostile::memory_shortage here(blocks);
    try
    {
        calls.receive(text, came);
        return true;
    }
    catch (const std::bad_alloc&)
    {
        return false;
    }
}

const std::string texts[] = {
    R"({"jsonrpc":"2.0","result":"longer than what a string holds in itself","id":1})",
    R"([{"jsonrpc":"2.0","result":1,"id":1},{"jsonrpc":"2.0","result":2,"id":2}])",
    R"([{"jsonrpc":"2.0","result":1,"id":1}])",
    R"({"jsonrpc":"2.0","error":{"code":1,"message":"no batches here"},"id":null})",
};

} // namespace

BOOST_DATA_TEST_CASE(a_call_that_is_finished_is_over_and_has_what_answers_it, bdata::make(texts), text)
{
    bool was_enough = false;
    for (std::size_t blocks = 0; !was_enough; ++blocks)
    {
        rpc::statistics counters;
        multiplexer calls(counters);
        auto owner = text.front() == '[' || text.find("null") != text.npos
                         ? calls.file(std::vector<rpc::id>{1, 2}, false, {})
                         : calls.file(rpc::id(1), {});
        calls.written(owner);
        received came;
        was_enough = receive(calls, text, blocks, came);
        BOOST_TEST((was_enough ? came.finished.size() == 1 : came.finished.size() <= 1));
        for (auto& finished : came.finished)
        {
            BOOST_TEST(!calls.is_sent(owner));
            BOOST_TEST(!calls.is_taken(1));
            BOOST_TEST(!calls.is_taken(2));
            BOOST_TEST((finished.batch ? finished.batch->data.size() == 2 : finished.data.id() == 1));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
