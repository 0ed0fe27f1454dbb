# SPDX-License-Identifier: BSL-1.0
# Installs the library with its public headers, what find_package(jsonrpcclient) reads, and the command-line tool.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/jsonrpcclient)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS jsonrpcclient EXPORT jsonrpcclient INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT jsonrpcclient NAMESPACE jsonrpcclient:: FILE jsonrpcclientTargets.cmake DESTINATION ${package})

configure_package_config_file(src/cmake/jsonrpcclientConfig.cmake.in jsonrpcclientConfig.cmake
                              INSTALL_DESTINATION ${package} NO_SET_AND_CHECK_MACRO)
# The same promise as the SOVERSION makes.
write_basic_package_version_file(jsonrpcclientConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/jsonrpcclientConfig.cmake ${PROJECT_BINARY_DIR}/jsonrpcclientConfigVersion.cmake
        DESTINATION ${package})

if(TARGET jsonrpc)
  if(BUILD_SHARED_LIBS)
    file(RELATIVE_PATH libraries ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBDIR})
    set_target_properties(jsonrpc PROPERTIES INSTALL_RPATH $ORIGIN/${libraries})
  endif()
  install(TARGETS jsonrpc)
endif()
